/** `npm run demo`: a real n8n with this package as it would be published, beside the sandbox. */
import { runSession } from './session';

runSession({ command: 'demo' });

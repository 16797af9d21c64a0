// Loaded into every child process: its servers answer only who names this machine. A site could point its own name here.
const { Server } = require('node:http');

// As sandbox/guard.ts, which plain Node cannot load.
const loopback = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i;
const asks = ['request', 'checkContinue', 'checkExpectation', 'upgrade', 'connect'];
const { emit } = Server.prototype;

Server.prototype.emit = function (event, request, answer, ...rest) {
	if (!asks.includes(event) || loopback.test(request.headers.host ?? '')) {
		return emit.call(this, event, request, answer, ...rest);
	}
	// A connection that is to become another one has no answer yet.
	if (event === 'upgrade' || event === 'connect') answer.destroy();
	else answer.writeHead(403).end('This server answers only programs on this machine.');
	return true;
};

import { packPackage, packRevision } from '../../host/package';
import { tell } from './progress';
import { join } from 'node:path';

/** A packed package that is measured. */
export interface Packed {
	/** `new` is this checkout, `old` what it is compared with. */
	name: 'new' | 'old';
	tarball: string;
}

/**
 * Packs what a bench measures, into a new folder.
 * @param old what this checkout is compared with: a tarball or a revision of git; nothing, if left out
 */
export async function packToCompare(folder: string, old?: string): Promise<Packed[]> {
	tell('Packing this checkout');
	const packed: Packed[] = [{ name: 'new', tarball: await packPackage(join(folder, 'new')) }];
	if (!old) return packed;
	tell(`Packing ${old}`);
	const tarball = old.endsWith('.tgz') ? old : await packRevision(old, join(folder, 'old'));
	return [...packed, { name: 'old', tarball }];
}

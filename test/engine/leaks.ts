import { types } from 'node:util';

/**
 * Every text that can be reached from a value: the fields of errors (`message`, `stack`, `cause`, `context`, …),
 * hidden ones and those of a sub-object too, keys, and bytes read as UTF-8.
 */
export function textsIn(value: unknown): string[] {
	const texts: string[] = [];
	const seen = new Set<object>();
	const waiting: unknown[] = [value];
	while (waiting.length > 0) {
		const next = waiting.pop();
		if (typeof next === 'string') texts.push(next);
		if ((typeof next !== 'object' && typeof next !== 'function') || next === null || seen.has(next)) continue;
		seen.add(next);
		if (ArrayBuffer.isView(next)) {
			texts.push(Buffer.from(next.buffer, next.byteOffset, next.byteLength).toString('utf8'));
			continue;
		}
		if (types.isMap(next) || types.isSet(next)) waiting.push(...next.keys(), ...next.values());
		for (const key of Reflect.ownKeys(next)) {
			waiting.push(typeof key === 'string' ? key : key.description, readField(next, key));
		}
	}
	return texts;
}

/** A field's value, `undefined` if reading it throws. */
function readField(owner: object, key: string | symbol): unknown {
	try {
		return Reflect.get(owner, key);
	} catch {
		return undefined;
	}
}

/** A secret in every spelling in which it can stand in a text: as it is, in a form, in an address, in JSON, in Base64. */
export function spellings(secret: string): string[] {
	const inForm = new URLSearchParams({ secret }).toString().slice('secret='.length);
	const inJson = JSON.stringify(secret).slice(1, -1);
	return [
		secret,
		inForm,
		encodeURIComponent(secret),
		encodeURI(secret),
		inJson,
		JSON.stringify(inJson).slice(1, -1),
		Buffer.from(secret).toString('base64'),
	];
}

/** The texts in a value in which a password, in any spelling, or a request's form body stands. */
export function leaksIn(value: unknown, password: string): string[] {
	const secrets = [...spellings(password), 'class=chat', '"class":"chat"'];
	return textsIn(value).filter((text) => secrets.some((secret) => text.includes(secret)));
}

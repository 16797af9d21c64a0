import { existsSync, readFileSync, writeFileSync } from 'node:fs';

export type JsonObject = Record<string, unknown>;

/** An object from a JSON file; `missing` if there is no such file. Throws if the file holds something else. */
export function readJson(file: string, missing?: JsonObject): JsonObject {
	if (missing && !existsSync(file)) return missing;
	const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
	if (!isJsonObject(value)) throw new TypeError(`${file} does not hold a JSON object.`);
	return value;
}

export function writeJson(file: string, value: JsonObject): void {
	writeFileSync(file, `${JSON.stringify(value, null, '\t')}\n`);
}

export function isJsonObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

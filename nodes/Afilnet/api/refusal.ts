/** Why a value is not what its parameter asks for, in words for a person. */
export interface Refusal {
	/** What is wrong, to stand behind the parameter's name, e.g. `holds two numbers`. */
	fault: string;
	/** What to do about it, as a sentence. */
	advice: string;
}

/** Whether reading a value came to a refusal instead of what was asked for. */
export function isRefusal(reading: unknown): reading is Refusal {
	return typeof reading === 'object' && reading !== null && 'fault' in reading;
}

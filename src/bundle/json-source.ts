import { isUtf8 } from 'node:buffer';
import { GatewayError } from '../errors.ts';
import { checkJson } from '../http/json-check.ts';
import { readJson } from '../http/json-text.ts';

/*
 * JSON whose numbers stay as they were written. A signature covers their text, and a policy may compare numbers that no
 * double holds. Uses JSON.parse with source text access (ECMAScript proposal, in Node 24 and later).
 */

/** A number, by its text. */
export interface RawNumber {
  readonly rawJSON: string;
}

interface JsonWithSource {
  rawJSON(text: string): RawNumber;
  isRawJSON(value: unknown): value is RawNumber;
}

const json = JSON as unknown as JsonWithSource;
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Whether a value is a number of `parseSource`. */
export const isRawNumber = json.isRawJSON;

/**
 * Parses JSON; every number becomes a RawNumber, which JSON.stringify writes as it was.
 *
 * @param name of the file, for the message
 * @throws GatewayError bundle_invalid
 */
export function parseSource(bytes: Uint8Array, name: string): unknown {
  return attempt(name, () => readJson(decoder.decode(bytes), json.rawJSON));
}

/** Parses JSON as usual, which is many times faster. Throws GatewayError bundle_invalid. */
export function parseJson(bytes: Uint8Array, name: string): unknown {
  return attempt(name, () => readJson(decoder.decode(bytes)));
}

/** Looks whether it is JSON, and gives the first character of the value. Throws GatewayError bundle_invalid. */
export function checkSource(bytes: Uint8Array, name: string): string {
  return attempt(name, () => {
    if (!isUtf8(bytes)) throw new TypeError('it is not UTF-8');
    return checkJson(bytes);
  });
}

function attempt<Value>(name: string, parse: () => Value): Value {
  try {
    return parse();
  } catch (cause) {
    throw new GatewayError('bundle_invalid', `${name} is not JSON: ${(cause as Error).message}`, { cause });
  }
}

/** A value of `parseSource` that is an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value);
}

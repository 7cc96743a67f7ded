import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { GatewayError } from '../errors.ts';

/** An input to measure with. */
export interface BenchCase {
  readonly name: string;
  /** As gateway/decision; undefined where it is for every entrypoint. */
  readonly entrypoint: string | undefined;
  readonly input: object;
}

/** The one case of a JSON file. Throws GatewayError usage. */
export async function readInput(file: string): Promise<BenchCase> {
  return { name: basename(file), entrypoint: undefined, input: parse(await read(file), file) };
}

/**
 * The cases of a file with JSON in each line: an event of the decision log, or `{"name", "entrypoint", "input"}`, the first
 * two of which may be left out. Events without an input are passed over. Throws GatewayError usage.
 */
export async function readCases(file: string): Promise<BenchCase[]> {
  const cases: BenchCase[] = [];
  for (const [index, line] of (await read(file)).split('\n').entries()) {
    if (line.trim() === '') continue;
    const place = `${file}:${index + 1}`;
    const { name, decision_id, entrypoint, path, input } = parse(line, place);
    if (input === undefined) continue;
    if (!isObject(input)) throw new GatewayError('usage', `${place}: the input is no object`);
    cases.push({
      name: text(name) ?? text(decision_id) ?? `line ${index + 1}`,
      entrypoint: text(entrypoint) ?? text(path),
      input,
    });
  }
  if (cases.length === 0) throw new GatewayError('usage', `${file}: no line has an input`);
  return cases;
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new GatewayError('usage', `${file}: ${(cause as Error).message}`, { cause });
  }
}

function parse(json: string, place: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new GatewayError('usage', `${place}: ${(cause as Error).message}`, { cause });
  }
  if (!isObject(value)) throw new GatewayError('usage', `${place}: it is no object`);
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

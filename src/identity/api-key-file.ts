import type { Path } from '../config/path.ts';
import { parseYaml } from '../config/yaml.ts';
import { type Finding, GatewayError } from '../errors.ts';

/** One entry of a key file. */
export interface ApiKeyEntry {
  /** Stands in the key, and names it in the decision log and to the policy. */
  readonly id: string;
  /** SHA-256 of the whole key, lower-case hex. */
  readonly hash: string;
  readonly scopes: readonly string[];
  /** What the policy sees as the subject's claims. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Unix milliseconds from which the key is no longer accepted; infinite where it does not expire. */
  readonly expiresAt: number;
}

/** `key` where the name of the member is meant, and not its value. */
type Report = (path: Path, message: string, key?: boolean) => void;

const ID = /^[A-Za-z0-9.@-]{1,128}$/;
const HASH = /^sha256:([0-9a-f]{64})$/;
const DATE = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?$/;
const MEMBERS = ['id', 'hash', 'scopes', 'attributes', 'expires'];

/**
 * Reads a YAML file of API keys: `keys: [{id, hash, scopes?, attributes?, expires?}]`.
 *
 * @param file Its path, for the findings.
 * @throws GatewayError config_invalid with every finding
 */
export function readApiKeyFile(text: string, file: string): ApiKeyEntry[] {
  const document = parseYaml(text, file);
  const findings: Finding[] = [];
  const report: Report = (path, message, key) => {
    findings.push({ ...document.locate(path, key), code: 'api_key', message });
  };

  const list =
    isObject(document.value) && Object.keys(document.value).join() === 'keys' ? document.value.keys : undefined;
  if (!Array.isArray(list)) report([], 'the file has to hold one member `keys`, a list');
  const entries = Array.isArray(list) ? list.map((item, index) => readEntry(item, ['keys', index], report)) : [];
  for (const name of ['id', 'hash'] as const) {
    entries.forEach((entry, index) => {
      const first = entries.findIndex((other) => other[name] === entry[name]);
      if (entry[name] !== '' && first < index) report(['keys', index, name], `key ${first + 1} of the list has it too`);
    });
  }
  if (findings.length === 0) return entries;
  const [{ row, col, message }] = findings as [Finding, ...Finding[]];
  throw new GatewayError('config_invalid', `${file}:${row}:${col}: ${message}`, { findings });
}

/** Whether a text can be the id of a key. */
export function isApiKeyId(id: unknown): id is string {
  return typeof id === 'string' && ID.test(id);
}

/** An entry as far as it can be read; what is wrong with it is reported, and the entry is not used. */
function readEntry(item: unknown, path: Path, report: Report): ApiKeyEntry {
  const { id, hash, scopes = [], attributes = {}, expires, ...rest } = isObject(item) ? item : {};
  for (const name of Object.keys(rest))
    report([...path, name], `unknown member; known are ${MEMBERS.join(', ')}`, true);
  const named = isApiKeyId(id);
  if (!named) report([...path, 'id'], 'every key needs an `id` of letters, digits and . @ -');
  const hex = typeof hash === 'string' ? HASH.exec(hash)?.[1] : undefined;
  if (!hex)
    report([...path, 'hash'], 'every key needs a `hash`, `sha256:` and 64 hex digits; `regate keys api-key` makes one');
  const scoped = Array.isArray(scopes) && scopes.every((scope) => typeof scope === 'string');
  if (!scoped) report([...path, 'scopes'], '`scopes` has to be a list of strings');
  if (!isObject(attributes)) report([...path, 'attributes'], '`attributes` has to be a mapping');
  const expiresAt = expires === undefined ? Number.POSITIVE_INFINITY : readDate(expires);
  if (Number.isNaN(expiresAt))
    report([...path, 'expires'], '`expires` has to be a date as 2030-01-31 or 2030-01-31T12:00:00Z');
  return {
    id: named ? id : '',
    hash: hex ?? '',
    scopes: scoped ? scopes : [],
    attributes: isObject(attributes) ? attributes : {},
    expiresAt,
  };
}

function readDate(value: unknown): number {
  return typeof value === 'string' && DATE.test(value) ? Date.parse(value) : Number.NaN;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

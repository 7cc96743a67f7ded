import { GatewayError } from '../errors.ts';
import { allIn, TOKEN } from './characters.ts';
import { type Field, fieldOf, isProtected } from './fields.ts';

/** A request's header section after one pass over its lines. */
export interface ReceivedHeaders {
  /** What passes, flat `[name, value, ...]`: lower-case names, each once. */
  readonly fields: string[];
  /** What the gateway reads itself. Repeated lines are joined with a comma, which neither a host nor a length can hold. */
  readonly control: ControlFields;
}

export interface ControlFields {
  host: string | undefined;
  connection: string | undefined;
  'content-length': string | undefined;
  'transfer-encoding': string | undefined;
  expect: string | undefined;
  upgrade: string | undefined;
  via: string | undefined;
  forwarded: string | undefined;
  'x-forwarded-for': string | undefined;
  'x-forwarded-proto': string | undefined;
  'x-forwarded-host': string | undefined;
  'x-real-ip': string | undefined;
  'x-request-id': string | undefined;
}

export interface HeaderLimits {
  /** Names, values and 4 bytes a line. */
  readonly headerBytes: number;
  readonly headerCount: number;
}

const COLON = 0x3a;
/** Real clients list one or two. */
const MAX_OPTIONS = 32;

/**
 * Reads a header section as Node gives it (flat `[name, value, ...]`, the pseudo-header fields of HTTP/2 are passed over).
 * The fields of the client's connection are gone afterwards, before anything else looks at the request, and so are
 * those that only a gateway may send. `content-length` and `via` are both control fields and passed on. Throws GatewayError
 * `headers_too_large`, or `bad_header` for a second line where one is allowed and for a `connection` that lists a
 * protected field.
 */
export function readHeaders(lines: readonly string[], limits: HeaderLimits): ReceivedHeaders {
  const fields: string[] = [];
  const control = noControl();
  let count = 0;
  let bytes = 0;
  for (let i = 0; i < lines.length; i += 2) {
    const raw = lines[i]!;
    const value = lines[i + 1]!;
    if (raw.charCodeAt(0) === COLON) continue;
    bytes += raw.length + value.length + 4;
    if (bytes > limits.headerBytes) throw tooLarge(`more than ${limits.headerBytes} bytes of header fields`);
    if (++count > limits.headerCount) throw tooLarge(`more than ${limits.headerCount} header fields`);
    addLine(fields, control, fieldOf(raw), value);
  }
  if (control.connection !== undefined) dropListed(fields, control.connection);
  return { fields, control };
}

function addLine(fields: string[], control: ControlFields, { name, treatment }: Field, value: string): void {
  if (treatment === 'control') addControl(fields, control, name as keyof ControlFields, value);
  else if (treatment !== 'hop' && treatment !== 'foreign') addField(fields, name, value, treatment);
}

function addField(fields: string[], name: string, value: string, treatment: 'list' | 'single' | 'cookie'): void {
  for (let i = 0; i < fields.length; i += 2) {
    if (fields[i] !== name) continue;
    if (treatment === 'single') throw badHeader(`${name} may occur only once`);
    fields[i + 1] += treatment === 'cookie' ? `; ${value}` : `, ${value}`;
    return;
  }
  fields.push(name, value);
}

function addControl(fields: string[], control: ControlFields, name: keyof ControlFields, value: string): void {
  const before = control[name];
  control[name] = before === undefined ? value : `${before}, ${value}`;
  if (name === 'content-length' || name === 'via') addField(fields, name, value, 'list');
}

function dropListed(fields: string[], connection: string): void {
  if (connection === 'keep-alive' || connection === 'close') return;
  const options = connection.split(',', MAX_OPTIONS + 1);
  if (options.length > MAX_OPTIONS) throw badHeader('connection lists too many fields');
  for (const option of options) {
    const name = option.trim();
    if (!allIn(name, TOKEN)) throw badHeader('connection is malformed');
    const field = fieldOf(name);
    if (isProtected(field)) throw badHeader(`connection must not list ${field.name}`);
    dropField(fields, field.name);
  }
}

function dropField(fields: string[], name: string): void {
  for (let i = 0; i < fields.length; i += 2) {
    if (fields[i] === name) fields.splice(i, 2);
  }
}

function noControl(): ControlFields {
  return {
    host: undefined,
    connection: undefined,
    'content-length': undefined,
    'transfer-encoding': undefined,
    expect: undefined,
    upgrade: undefined,
    via: undefined,
    forwarded: undefined,
    'x-forwarded-for': undefined,
    'x-forwarded-proto': undefined,
    'x-forwarded-host': undefined,
    'x-real-ip': undefined,
    'x-request-id': undefined,
  };
}

/** The client learns what is wrong; what it sent is not repeated. */
export function badHeader(detail: string): GatewayError {
  return new GatewayError('bad_header', `refused a request: ${detail}`, { detail });
}

function tooLarge(what: string): GatewayError {
  return new GatewayError('headers_too_large', `refused a request with ${what}`);
}

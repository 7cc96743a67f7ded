/*
 * Writes src/policy/builtins/time/zone-data.ts from the time zones that Go has: those of the evaluator in the toolchain.
 *
 *   node scripts/zones.ts
 *
 * The file holds one line per zone, compressed: its names, the rule that goes on beyond the last transition, its types
 * (seconds east of UTC and abbreviation), the type before the first transition, and the transitions: seconds since the
 * one before, and types. Numbers have base 36. `src/policy/builtins/time/zone.ts` reads it.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const root = join(import.meta.dirname, '..');
const file = join(root, 'src/policy/builtins/time/zone-data.ts');
const goRoot = execFileSync('go', ['env', 'GOROOT'], { cwd: join(root, 'opa'), encoding: 'utf8' }).trim();
const archive = readFileSync(join(goRoot, 'lib/time/zoneinfo.zip'));
const [, version] = /^DATA=(\w+)$/m.exec(readFileSync(join(goRoot, 'lib/time/update.bash'), 'utf8')) ?? [];

/** A TZ string as POSIX has them. */
const NAME = '<[^>]+>|[A-Za-z]+';
const TIME = '[-+]?\\d+(?::\\d+)*';
const CHANGE = `M\\d+\\.\\d+\\.\\d+(?:/${TIME})?`;
const POSIX = new RegExp(`^(${NAME})(${TIME})(?:(${NAME})(${TIME})?,(${CHANGE}),(${CHANGE}))?$`);

const lines = [...zoneNames(storedFiles(archive))].map(([line, names]) => `${names.sort().join(' ')}|${line}`);
writeFileSync(file, source(lines.sort()));

function source(lines: readonly string[]): string {
  const params = { [constants.BROTLI_PARAM_LGWIN]: 20 };
  const packed = brotliCompressSync(lines.join('\n'), { params }).toString('base64');
  return [
    '// Made by scripts/zones.ts from the tz database, which is in the public domain. Do not edit.',
    '',
    '/** Release of the tz database. */',
    `export const ZONE_RELEASE = '${version}';`,
    '',
    '/** The zones, one per line: Brotli, base64. */',
    `export const ZONE_DATA =\n  '${packed}';`,
    '',
  ].join('\n');
}

/** Names of each zone that differs from all others. */
function zoneNames(files: Iterable<readonly [string, Buffer]>): Map<string, string[]> {
  const zones = new Map<string, string[]>();
  for (const [name, bytes] of files) {
    const line = lineOf(bytes);
    zones.set(line, [...(zones.get(line) ?? []), name]);
  }
  return zones;
}

/** Files of a ZIP archive in which nothing is compressed. */
function* storedFiles(zip: Buffer): Generator<readonly [string, Buffer]> {
  for (let at = 0; zip.readUInt32LE(at) === 0x04034b50; ) {
    const [method, size] = [zip.readUInt16LE(at + 8), zip.readUInt32LE(at + 18)];
    const [nameLength, extraLength] = [zip.readUInt16LE(at + 26), zip.readUInt16LE(at + 28)];
    const name = zip.toString('utf8', at + 30, at + 30 + nameLength);
    const start = at + 30 + nameLength + extraLength;
    if (method !== 0) throw new Error(`${name} is compressed`);
    if (size > 0) yield [name, zip.subarray(start, start + size)];
    at = start + size;
  }
}

/** One TZif file (RFC 9636) without its names. */
function lineOf(bytes: Buffer): string {
  const old = counts(bytes, 0);
  const header = 44 + old.times * 5 + old.types * 6 + old.characters + old.leaps * 8 + old.standard + old.universal;
  const { times, types, characters, leaps, standard, universal } = counts(bytes, header);
  const at = header + 44;
  const zoneAt = at + times * 9;
  const nameAt = zoneAt + types * 6;
  const rule = bytes.toString('latin1', nameAt + characters + leaps * 12 + standard + universal).trim();
  const transitions = Array.from({ length: times }, (_, index) => ({
    time: Number(bytes.readBigInt64BE(at + index * 8)),
    type: bytes.readUInt8(at + times * 8 + index),
  }));
  const zones = Array.from({ length: types }, (_, index) => {
    const place = zoneAt + index * 6;
    const name = nameAt + bytes.readUInt8(place + 5);
    const abbreviation = bytes.toString('latin1', name, bytes.indexOf(0, name));
    return { offset: bytes.readInt32BE(place), summer: bytes.readUInt8(place + 4) !== 0, abbreviation };
  });
  const used = transitions.some(({ type }) => type === 0);
  const first = used ? zones.findIndex(({ summer }) => !summer) : 0;
  if (first < 0 || (used && zones[transitions[0]?.type ?? 0]?.summer)) throw new Error('a zone begins with summer');
  return [
    ruleOf(rule),
    zones.map(({ offset, abbreviation }) => `${offset.toString(36)} ${abbreviation}`).join(','),
    first,
    transitions.map(({ time }, index) => (time - (transitions[index - 1]?.time ?? 0)).toString(36)).join(' '),
    transitions.map(({ type }) => type.toString(36)).join(''),
  ].join('|');
}

function counts(bytes: Buffer, at: number) {
  if (bytes.toString('latin1', at, at + 4) !== 'TZif') throw new Error('no TZif');
  const [universal, standard, leaps, times, types, characters] = Array.from({ length: 6 }, (_, index) =>
    bytes.readUInt32BE(at + 20 + index * 4),
  ) as [number, number, number, number, number, number];
  return { universal, standard, leaps, times, types, characters };
}

/** A TZ string of POSIX in numbers: `offset name` and, where there is a summer time, its own and both its changes. */
function ruleOf(posix: string): string {
  const found = POSIX.exec(posix);
  if (!found) throw new Error(`the rule ${posix} is not understood`);
  const [, name = '', offset = '', summerName, summerOffset, start = '', end = ''] = found;
  const standard = -secondsOf(offset);
  const plain = `${standard.toString(36)} ${bare(name)}`;
  if (summerName === undefined) return plain;
  const summer = summerOffset ? -secondsOf(summerOffset) : standard + 3600;
  return [plain, `${summer.toString(36)} ${bare(summerName)}`, changeOf(start), changeOf(end)].join(',');
}

function bare(name: string): string {
  return name.replace(/[<>]/g, '');
}

function secondsOf(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.replace(/^[-+]/, '').split(':').map(Number);
  return (time.startsWith('-') ? -1 : 1) * ((hours * 60 + minutes) * 60 + seconds);
}

/** Month, week and day of the week, as they are, and the seconds of local time. */
function changeOf(change: string): string {
  const [date = '', time = '2'] = change.slice(1).split('/');
  return `${date.replaceAll('.', ' ')} ${secondsOf(time).toString(36)}`;
}

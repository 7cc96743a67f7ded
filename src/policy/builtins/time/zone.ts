import { brotliDecompressSync } from 'node:zlib';
import { ZONE_DATA } from './zone-data.ts';
import { parseRule, type ZoneRule } from './zone-rule.ts';
import { parseType, type ZoneType } from './zone-type.ts';

/** A time zone of the tz database. */
export interface Zone {
  /** What holds at an instant, in seconds since 1970 UTC. */
  at(seconds: number): ZoneType;
}

const UTC_TYPE: ZoneType = { offset: 0, abbreviation: 'UTC' };

export const UTC: Zone = { at: () => UTC_TYPE };

/** Zones that were asked for; there are no more than the database has. */
const zones = new Map<string, Zone>();
let lines: ReadonlyMap<string, string> | undefined;

/**
 * The zone of a name, in the release of the tz database that OPA's evaluator has, so that both agree. `Local` is UTC: a
 * decision must not depend on the machine that takes it.
 */
export function zoneNamed(name: string): Zone | undefined {
  if (name === '' || name === 'UTC' || name === 'Local') return UTC;
  const known = zones.get(name);
  if (known !== undefined) return known;
  lines ??= readLines();
  const line = lines.get(name);
  if (line === undefined) return undefined;
  const zone = parseZone(line);
  zones.set(name, zone);
  return zone;
}

function readLines(): ReadonlyMap<string, string> {
  const text = brotliDecompressSync(Buffer.from(ZONE_DATA, 'base64')).toString();
  return new Map(
    text.split('\n').flatMap((line) => {
      const names = line.slice(0, line.indexOf('|'));
      return names.split(' ').map((name) => [name, line] as const);
    }),
  );
}

/** A line as scripts/zones.ts writes it. */
function parseZone(line: string): Zone {
  const [, rule = '', types = '', first = '', times = '', indices = ''] = line.split('|');
  const all = types.split(',').map(parseType);
  const transitions = times === '' ? [] : times.split(' ').map((delta) => Number.parseInt(delta, 36));
  for (let i = 1; i < transitions.length; i++)
    transitions[i] = (transitions[i] as number) + (transitions[i - 1] as number);
  const following = Array.from(indices, (digit) => all[Number.parseInt(digit, 36)] as ZoneType);
  return transitionsZone(all[Number(first)] as ZoneType, transitions, following, parseRule(rule));
}

function transitionsZone(
  first: ZoneType,
  transitions: readonly number[],
  following: readonly ZoneType[],
  rule: ZoneRule,
): Zone {
  return {
    at(seconds) {
      let [low, high] = [0, transitions.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (seconds < (transitions[middle] as number)) high = middle;
        else low = middle + 1;
      }
      if (low === transitions.length) return rule(seconds);
      return low === 0 ? first : (following[low - 1] as ZoneType);
    },
  };
}

import type { Value } from '../../value.ts';
import { isArray, OperandError, text } from '../operands.ts';
import { type CivilDate, civilOf } from './calendar.ts';
import { nanosecondsOf, SECOND } from './nanoseconds.ts';
import { UTC, type Zone, zoneNamed } from './zone.ts';
import type { ZoneType } from './zone-type.ts';

/** An instant as the clocks of a zone show it. */
export interface Moment {
  /** Since 1970 UTC. */
  readonly nanoseconds: bigint;
  readonly zone: Zone;
  readonly type: ZoneType;
  /** Days of local time since 1970-01-01. */
  readonly days: number;
  readonly date: CivilDate;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Nanoseconds of the second. */
  readonly fraction: number;
}

const DAY = 86_400;

/** The operand of most built-ins: nanoseconds since 1970, or `[nanoseconds, zone, layout]`, the last two optional. */
export function momentOf(operand: Value | undefined): Moment {
  if (!isArray(operand)) return momentIn(nanosecondsOf(operand), UTC);
  const [nanoseconds, name = '', layout = ''] = operand;
  const zone = zoneNamed(text(name));
  if (zone === undefined) throw new OperandError('there is no such time zone');
  text(layout);
  return momentIn(nanosecondsOf(nanoseconds), zone);
}

export function momentIn(nanoseconds: bigint, zone: Zone): Moment {
  const fraction = ((nanoseconds % SECOND) + SECOND) % SECOND;
  const seconds = Number((nanoseconds - fraction) / SECOND);
  const type = zone.at(seconds);
  const local = seconds + type.offset;
  const days = Math.floor(local / DAY);
  const ofDay = local - days * DAY;
  return {
    nanoseconds,
    zone,
    type,
    days,
    date: civilOf(days),
    hour: Math.floor(ofDay / 3600),
    minute: Math.floor(ofDay / 60) % 60,
    second: ofDay % 60,
    fraction: Number(fraction),
  };
}

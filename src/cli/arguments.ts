import { InvalidArgumentError } from 'commander';
import { amount } from '../config/units.ts';

/** Collects the values of an option that may be repeated. */
export function append(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** Collects `name=value` options as members of an object. A value that is JSON is taken as such, else as text. */
export function member(text: string, before: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('It has the form name=value.');
  return { ...before, [name]: jsonOrText(value) };
}

/** A duration of the configuration, as `15m`, in milliseconds. */
export function duration(text: string): number {
  if (!/^\d+(ms|s|m|h)$/.test(text)) throw new InvalidArgumentError('It is a number and ms, s, m or h, as 15m.');
  return amount(text);
}

function jsonOrText(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

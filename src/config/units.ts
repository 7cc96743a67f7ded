const MILLISECONDS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const BYTES = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };
const UNITS: Readonly<Record<string, number>> = { ...MILLISECONDS, ...BYTES };

/**
 * The number that a duration (`15s`, in milliseconds) or a size (`64KiB`, in bytes) of the configuration stands for. The
 * text has passed the schema, so its unit is known.
 */
export function amount(text: string): number {
  const unit = text.replace(/^[0-9]+/, '');
  return Number.parseInt(text, 10) * (UNITS[unit] ?? Number.NaN);
}

/** The number from 0 to 1 that a percentage of the configuration (`0.1%`) stands for. */
export function share(text: string): number {
  return Number.parseFloat(text) / 100;
}

import { type Command, InvalidArgumentError, Option } from 'commander';
import type { AdmissionConfig, Tolerance } from '../config/types.ts';
import { share } from '../config/units.ts';
import type { Comparison } from '../replay/tally.ts';
import { exceeds } from '../replay/tolerance.ts';
import { REPORTS, type ReportFormat } from './comparison-report.ts';
import { EXIT, print } from './output.ts';

/** What a comparison may come to, and how it is printed. */
export interface FlipOptions {
  readonly denyToAllow: Tolerance;
  readonly allowToDeny: Tolerance;
  readonly changed: Tolerance;
  readonly unknown: Tolerance;
  readonly format: ReportFormat;
  readonly json?: true;
}

const NONE: Tolerance = { count: 0 };
const ANY: Tolerance = { share: 1 };

/** Adds what FlipOptions says. */
export function addFlipOptions(command: Command): Command {
  return command
    .addOption(bound('--deny-to-allow', 'denied before, then allowed', NONE))
    .addOption(bound('--allow-to-deny', 'allowed before, then denied', NONE))
    .addOption(bound('--changed', 'with another limit, obligation or reason', NONE))
    .addOption(bound('--unknown', 'unknown ones', ANY))
    .addOption(new Option('--format <format>', 'how to print').choices(Object.keys(REPORTS)).default('pretty'))
    .option('--json', 'the same as --format json');
}

/** Prints a comparison; the exit code is 1 where it is not tolerable. */
export function printComparison(
  comparison: Comparison,
  options: FlipOptions,
  facts: { readonly title: string; readonly candidate: string; readonly seconds: number },
): void {
  const verdict = verdictOf(comparison, options);
  print(REPORTS[options.json ? 'json' : options.format](comparison, { ...facts, verdict }));
  if (verdict !== undefined) process.exitCode = EXIT.found;
}

/** How many may be so before the command exits with 1. */
function bound(flag: string, what: string, fallback: Tolerance): Option {
  const shown = fallback === ANY ? 'any' : '0';
  return new Option(`${flag} <most>`, `exit with 1 where more are so: ${what}; a number or a share as 0.1%`)
    .argParser(tolerance)
    .default(fallback, shown);
}

function verdictOf(comparison: Comparison, options: FlipOptions): string | undefined {
  const { unknown, compared } = comparison;
  const { denyToAllow, allowToDeny, changed, unknown: most } = options;
  const flips: AdmissionConfig['flips'] = { denyToAllow, allowToDeny, changed };
  const limit = 'count' in most ? most.count : most.share * (unknown + compared);
  const tooMany = unknown > limit ? `${unknown} decisions are unknown` : undefined;
  return [exceeds(comparison, flips), tooMany].filter((reason) => reason !== undefined).join('; ') || undefined;
}

function tolerance(text: string): Tolerance {
  if (/^\d+$/.test(text)) return { count: Number(text) };
  if (/^(100|\d{1,2})(\.\d+)?%$/.test(text)) return { share: share(text) };
  throw new InvalidArgumentError('It is a number of decisions as 0, or a share of them as 0.1%.');
}

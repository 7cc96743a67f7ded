import pc from 'picocolors';
import { type ErrorCode, type Finding, type GatewayError, toGatewayError } from '../errors.ts';

/** What the process says to its caller. The help of the command line documents them. */
export const EXIT = { done: 0, found: 1, usage: 2, unreachable: 3 } as const;

const EXITS: Partial<Record<ErrorCode, number>> = {
  usage: EXIT.usage,
  unreachable: EXIT.unreachable,
  bundle_unreadable: EXIT.unreachable,
};

/** Colours for standard output; plain where it is no terminal. NO_COLOR and FORCE_COLOR have the last word. */
export const colours = coloursFor(process.stdout);

function coloursFor({ isTTY }: NodeJS.WriteStream): ReturnType<typeof pc.createColors> {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return pc.createColors(false);
  // The library would colour every log of a CI system too.
  return pc.createColors(FORCE_COLOR ? FORCE_COLOR !== '0' : isTTY === true && TERM !== 'dumb');
}

/** A line on standard output: what was asked for. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** A value on standard output, for programs. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** A line on standard error: what a person may want to know besides. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** `file:row:col code message`, which editors and terminals make a link of. */
export function formatFinding(finding: Finding, paint = colours): string {
  return `${paint.bold(placeOf(finding))} ${paint.red(finding.code)} ${finding.message}`;
}

/** The same for what is no mistake. */
export function formatWarning(warning: Finding, paint = colours): string {
  return `${paint.bold(placeOf(warning))} ${paint.yellow('warning')} ${warning.code} ${warning.message}`;
}

function placeOf({ file, row, col }: Finding): string {
  return [file, row, col].filter((part) => part !== undefined && part !== '').join(':');
}

/** Prints why a command failed, and gives the exit code. */
export function reportError(thrown: unknown, { json }: { json: boolean }): number {
  const error = toGatewayError(thrown);
  if (json) {
    printJson({ error: { code: error.code, message: error.message, findings: error.findings } });
  } else {
    const paint = coloursFor(process.stderr);
    for (const finding of error.findings) note(formatFinding(finding, paint));
    note(`${paint.red('error')} ${error.code}: ${summary(error)}`);
    if (error.code === 'internal') note(String((error.cause as Error | undefined)?.stack ?? error.stack));
  }
  return EXITS[error.code] ?? EXIT.found;
}

function summary(error: GatewayError): string {
  const count = error.findings.length;
  return count === 0 ? error.message : `${count} ${count === 1 ? 'finding' : 'findings'}`;
}

const FRAMES = ['-', '\\', '|', '/'];

/** Shows that something is going on, if it takes longer than a moment and a person is looking. */
export async function withProgress<Result>(text: string, work: Promise<Result>): Promise<Result> {
  if (!process.stderr.isTTY) return work;
  const started = performance.now();
  const timer = setInterval(() => {
    const elapsed = performance.now() - started;
    if (elapsed < 400) return;
    const frame = FRAMES[Math.floor(elapsed / 100) % FRAMES.length];
    process.stderr.write(`\r${frame} ${text} ${(elapsed / 1000).toFixed(0)} s`);
  }, 100);
  try {
    return await work;
  } finally {
    clearInterval(timer);
    process.stderr.write('\r\u001b[K');
  }
}

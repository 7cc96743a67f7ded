import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { goTool } from '../system/go-tool.ts';

export interface Report {
  readonly passed: number;
  readonly skipped: number;
  /** As `http2/5.1.1 2: Sends stream identifier that is numerically smaller than previous`. */
  readonly failed: readonly string[];
}

/** Runs all cases of h2spec against a port of 127.0.0.1 that speaks TLS. */
export async function h2spec(port: number): Promise<Report> {
  const program = await goTool('h2spec');
  const folder = await mkdtemp(join(tmpdir(), 'regate-h2spec-'));
  const report = join(folder, 'report.xml');
  const output = await new Promise<string>((resolve) => {
    const args = ['-t', '-k', '-h', '127.0.0.1', '-p', String(port), '-o', '2', '-j', report];
    // Its status is 1 where any case fails.
    execFile(program, args, { timeout: 240_000, maxBuffer: 1e8 }, (_error, stdout, stderr) => resolve(stdout + stderr));
  });
  const xml = await readFile(report, 'utf8').catch(() => {
    throw new Error(`h2spec wrote no report:\n${output.slice(-2000)}`);
  });
  await rm(folder, { recursive: true });
  return parse(xml);
}

/** The report of JUnit's form that h2spec writes: every case is an element, and what became of it is within. */
function parse(xml: string): Report {
  const failed: string[] = [];
  let skipped = 0;
  let passed = 0;
  const inSection = new Map<string, number>();
  for (const [, attributes = '', inside = ''] of xml.matchAll(/<testcase([^>]*?)(?:\/>|>(.*?)<\/testcase>)/gs)) {
    const section = /package="([^"]*)"/.exec(attributes)?.[1] ?? '';
    const number = (inSection.get(section) ?? 0) + 1;
    inSection.set(section, number);
    if (inside.includes('<skipped')) skipped++;
    else if (/<(?:failure|error)\b/.test(inside)) {
      failed.push(`${section} ${number}: ${decoded(/classname="([^"]*)"/.exec(attributes)?.[1] ?? '')}`);
    } else passed++;
  }
  return { passed, skipped, failed };
}

function decoded(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code))).replaceAll('&amp;', '&');
}

import type { Firing } from '../replay/firing.ts';
import { labelOf, type Sources } from '../toolchain/sources.ts';
import type { Coverage } from '../toolchain/wire.ts';
import { colours, note, print } from './output.ts';
import { plain, table } from './table.ts';

/** Prints the lines that no test runs. */
export function printLines({ files, covered, notCovered, percent }: Coverage, sources: Sources, tests: number): void {
  const text = textsOf(sources);
  for (const name of Object.keys(files).sort()) {
    for (const [from, to] of files[name]!.notCovered) {
      for (let row = from; row <= to; row++) print(`${colours.bold(`${name}:${row}`)}  ${text(name, row)}`);
    }
  }
  const lines = covered + notCovered;
  print(`lines that tests run: ${covered} of ${lines} (${percent.toFixed(1)} %); tests: ${tests}`);
}

/** Prints the rules that held in no recorded decision. */
export function printFiring(firing: Firing, sources: Sources, percent: number): void {
  const { rules, decisions, unknown, otherwise, from, to } = firing;
  const text = textsOf(sources);
  const idle = rules.filter(({ questions }) => questions === 0);
  const rows = idle.map(({ name, file, row }) => [colours.bold(`${file}:${row}`), name, text(file, row).trim()]);
  if (rows.length > 0) print(`${table(['PLACE', 'NEVER HELD', 'LINE'], rows)}\n`);
  const when = from === undefined ? '' : `, made from ${from} to ${to}`;
  print(`decisions looked at: ${decisions}${when}; unknown: ${unknown}`);
  print(`rules that held: ${rules.length - idle.length} of ${rules.length} (${percent.toFixed(1)} %)`);
  if (otherwise > 0) {
    note(
      `came out otherwise than recorded: ${otherwise}; another policy decided them, or what this one reads was masked.`,
    );
  }
}

/** The text of a row of a policy's file, by the name that messages give it. */
function textsOf(sources: Sources): (file: string, row: number) => string {
  const lines = new Map(
    sources.files.map(({ path, bytes }) => [labelOf(sources, path), Buffer.from(bytes).toString().split('\n')]),
  );
  return (file, row) => plain(lines.get(file)?.[row - 1] ?? '').replaceAll('\\t', '  ');
}

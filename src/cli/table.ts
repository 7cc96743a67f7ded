import { stripVTControlCharacters } from 'node:util';
import { jsonString } from '../audit/json.ts';
import { colours } from './output.ts';

/** Rows under headings, in columns as wide as their widest cell; the last one is not padded. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headings.map((heading, i) => Math.max(heading.length, ...rows.map((row) => width(row[i] ?? ''))));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (i === cells.length - 1 ? cell : cell + ' '.repeat(widths[i]! - width(cell))))
      .join('  ')
      .trimEnd();
  return [colours.dim(line(headings)), ...rows.map(line)].join('\n');
}

/** Text from elsewhere for a terminal: nothing in it moves the cursor, changes colours or begins a new line. */
export function plain(text: string): string {
  return jsonString(text).slice(1, -1).replaceAll('\\"', '"').replaceAll('\\\\', '\\');
}

function width(text: string): number {
  return stripVTControlCharacters(text).length;
}

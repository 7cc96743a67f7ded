/** Whether an output is what a page shows of it. In the page `…` stands for anything, on a line of its own for any lines. */
export function shows(expected: string, output: string): boolean {
  const lines = expected.trimEnd().split('\n');
  const pattern = lines.map((line) => (line === '…' ? '(?:.*\\n)*' : `${lineOf(line)}\\n`)).join('');
  return new RegExp(`^${pattern}$`).test(`${output.replaceAll('\r', '').trimEnd()}\n`);
}

function lineOf(line: string): string {
  return line.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll('…', '.*');
}

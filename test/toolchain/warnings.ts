import { schema } from '../policies/shipped.ts';
import { sourcesOf, startToolchain } from './fixture.ts';

const toolchain = await startToolchain();
const SCHEMAS = { input: await schema('input') };

/** Warnings of a package `p` with these rules, the first of them in row 3, as `row:col code message`. */
export async function warningsOf(rules: string): Promise<string[]> {
  const warnings = await toolchain.check(sourcesOf({ 'p.rego': `package p\n\n${rules}\n` }), SCHEMAS);
  return warnings.map(({ row, col, code, message }) => `${row}:${col} ${code} ${message}`);
}

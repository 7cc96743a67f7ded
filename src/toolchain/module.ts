import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { GatewayError } from '../errors.ts';

/** Root of the checkout, or of the installed package: this file is at src/toolchain or dist/toolchain. */
const ROOT = join(import.meta.dirname, '..', '..');
const PLAIN = join(ROOT, 'dist', 'opa.wasm');
const COMPRESSED = join(ROOT, 'dist', 'opa.wasm.br');
const BUILD = join(ROOT, 'scripts', 'build-opa.ts');

/**
 * Path of the compiled toolchain. A checkout that has none yet builds it, with its progress on standard error.
 *
 * @throws GatewayError toolchain_failed
 */
export async function findModule(): Promise<string> {
  const found = [PLAIN, COMPRESSED].find(existsSync);
  if (found) return found;
  if (!existsSync(BUILD)) throw new GatewayError('toolchain_failed', `${PLAIN} is missing: install the package again`);
  const child = spawn(process.execPath, [BUILD], { stdio: ['ignore', 2, 2] });
  const status = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('exit', resolve));
  if (status !== 0) throw new GatewayError('toolchain_failed', 'the policy toolchain could not be built, see above');
  return PLAIN;
}

/** Reads and compiles the toolchain; a name that ends in `.br` is inflated first. */
export async function compileModule(file: string): Promise<WebAssembly.Module> {
  const bytes = await readFile(file);
  return WebAssembly.compile(file.endsWith('.br') ? await promisify(brotliDecompress)(bytes) : bytes);
}

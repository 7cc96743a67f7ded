import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { brotliDecompressSync } from 'node:zlib';
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

/*
 * After how many bytes that a function has run V8 compiles it again, optimized: what it does by itself, and what pays
 * for the toolchain. Its functions are many and large. With V8's own number, a process that asks one question spends
 * two thirds of its time on code that it hardly runs, and one that asks sixty is no faster for it.
 */
const USUAL_BUDGET = 1_800_000;
const BUDGET = 1_000_000_000;

/** Reads and compiles the toolchain, at once, in this thread; a name that ends in `.br` is inflated first. */
export function compileModule(file: string): WebAssembly.Module {
  const bytes = readFileSync(file);
  const plain = file.endsWith('.br') ? brotliDecompressSync(bytes) : bytes;
  // A module keeps the budget that it was compiled with. What another thread compiles meanwhile has this one too, and
  // is optimized later; hence no awaiting here.
  setFlagsFromString(`--wasm-tiering-budget=${BUDGET}`);
  try {
    return new WebAssembly.Module(plain);
  } finally {
    setFlagsFromString(`--wasm-tiering-budget=${USUAL_BUDGET}`);
  }
}

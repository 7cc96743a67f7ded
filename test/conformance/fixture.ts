/*
 * The cases of OPA and their modules in two files, written by `node scripts/conformance.ts generate`: cases.ndjson.zst has
 * a line for each case with the number of its module, modules.zst has the modules, each behind its length in four bytes.
 * The modules share their runtime, so a long window makes them small; they are read as a stream, since all of them are
 * 400 MB. Modules that are equal are there once.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { createZstdCompress, createZstdDecompress, constants as zlib, zstdDecompressSync } from 'node:zlib';
import { Blocks } from './blocks.ts';
import { type Case, parseCase } from './case.ts';

const CASES = join(import.meta.dirname, 'testdata', 'cases.ndjson.zst');
const MODULES = join(import.meta.dirname, 'testdata', 'modules.zst');

/** The window has to hold a module and more; this one holds half of them all. */
const WINDOW_LOG = 27;

const COMPRESSION = {
  [zlib.ZSTD_c_compressionLevel]: 12,
  [zlib.ZSTD_c_windowLog]: WINDOW_LOG,
  [zlib.ZSTD_c_enableLongDistanceMatching]: 1,
};

/** A module and the cases that it is for. */
export interface ModuleCases {
  readonly wasm: Uint8Array<ArrayBuffer>;
  readonly cases: readonly Case[];
}

/** All cases, in the order of their modules. */
export async function readCases(): Promise<Case[]> {
  const text = zstdDecompressSync(await readFile(CASES)).toString('utf8');
  return text.trimEnd().split('\n').map(parseCase);
}

/** The modules of these cases, one after the other. */
export async function* readModules(cases: readonly Case[]): AsyncGenerator<ModuleCases> {
  const byModule = Map.groupBy(cases, ({ module }) => module);
  const inflated = createZstdDecompress({ params: { [zlib.ZSTD_d_windowLogMax]: WINDOW_LOG } });
  const blocks = new Blocks(createReadStream(MODULES).pipe(inflated));
  const last = Math.max(...byModule.keys());
  for (let number = 0; number <= last; number++) {
    const wasm = await blocks.next();
    const own = byModule.get(number);
    if (wasm === undefined) throw new Error(`modules.zst ends before module ${number}`);
    if (own !== undefined) yield { wasm, cases: own };
  }
  inflated.destroy();
}

/** Writes the fixture from what the generator in opa/conformance puts out. */
export async function writeFixture(generated: Readable): Promise<{ cases: number; modules: number }> {
  const [cases, modules] = [compressInto(CASES), compressInto(MODULES)];
  const numbers = new Map<string, number>();
  const blocks = new Blocks(generated);
  let count = 0;
  for (let text = await blocks.next(); text !== undefined; text = await blocks.next()) {
    const wasm = (await blocks.next()) as Uint8Array;
    const digest = createHash('sha256').update(wasm).digest('hex');
    const known = numbers.get(digest);
    const module = known ?? numbers.size;
    await cases.write(`${Buffer.from(text).toString('utf8').slice(0, -1)},"module":${module}}\n`);
    count++;
    if (known !== undefined) continue;
    numbers.set(digest, module);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(wasm.length);
    await modules.write(Buffer.concat([length, wasm]));
  }
  await Promise.all([cases.end(), modules.end()]);
  return { cases: count, modules: numbers.size };
}

function compressInto(file: string) {
  const stream = createZstdCompress({ params: COMPRESSION });
  const written = new Promise<void>((resolve, reject) => {
    stream.pipe(createWriteStream(file)).on('finish', resolve).on('error', reject);
  });
  return {
    async write(chunk: string | Uint8Array): Promise<void> {
      if (!stream.write(chunk)) await new Promise((resolve) => stream.once('drain', resolve));
    },
    async end(): Promise<void> {
      stream.end();
      await written;
    },
  };
}

import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { GatewayError } from '../errors.ts';

/** Characters that are handed on at a time. */
const CHUNK = 1 << 20;

/** A file that a decision log was written to, rotated or compressed since. */
const LOG_FILE = /\.(?:jsonl?|ndjson|log)(?:\.\d+)?(?:\.gz)?$|\d+\.(?:jsonl?|ndjson|log)(?:\.gz)?$/;

/**
 * Hands over the lines of decision logs, whole ones, a megabyte at a time. A path is a file, or a folder whose log files
 * are read; what ends in `.gz` is unpacked. Throws GatewayError bundle_unreadable.
 */
export async function readLines(paths: readonly string[], take: (lines: string) => Promise<void>): Promise<void> {
  for (const path of paths) {
    for (const file of await filesOf(path)) {
      try {
        await readFile(file, take);
      } catch (cause) {
        if (cause instanceof GatewayError) throw cause;
        throw unreadable(file, cause as Error);
      }
    }
  }
}

async function filesOf(path: string): Promise<string[]> {
  const found = await stat(path).catch((error: Error) => {
    throw unreadable(path, error);
  });
  if (!found.isDirectory()) return [path];
  const names = (await readdir(path)).filter((name) => LOG_FILE.test(name)).sort();
  if (names.length > 0) return names.map((name) => join(path, name));
  throw new GatewayError('bundle_unreadable', `${path} has no file of a decision log, as decisions.jsonl`);
}

async function readFile(file: string, take: (lines: string) => Promise<void>): Promise<void> {
  let rest = '';
  const split = async (text: Readable) => {
    for await (const piece of text.setEncoding('utf8')) {
      rest += piece;
      if (rest.length < CHUNK) continue;
      const end = rest.lastIndexOf('\n') + 1;
      if (end > 0) await take(rest.slice(0, end));
      rest = rest.slice(end);
    }
    if (rest !== '') await take(rest);
  };
  const bytes = createReadStream(file);
  if (file.endsWith('.gz')) await pipeline(bytes, createGunzip(), (text) => split(text as Readable));
  else await split(bytes);
}

function unreadable(path: string, cause: Error): GatewayError {
  return new GatewayError('bundle_unreadable', `${path}: ${cause.message}`, { cause });
}

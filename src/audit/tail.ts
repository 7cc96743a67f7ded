import { open } from 'node:fs/promises';

/**
 * The last whole lines of a file, each with its line end; empty where there is no file or it cannot be read.
 *
 * @param bytes that are read at most
 */
export async function lastLines(path: string, bytes: number): Promise<string> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    const start = Math.max(0, size - bytes);
    const buffer = Buffer.alloc(size - start);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
    const text = buffer.toString('utf8', 0, bytesRead);
    const first = start === 0 ? 0 : text.indexOf('\n') + 1;
    return text.slice(first, text.lastIndexOf('\n') + 1);
  } catch {
    return '';
  }
}

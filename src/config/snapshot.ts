import { type BigIntStats, type Dirent, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a file or folder looked like at one moment. */
export interface Snapshot {
  /** Whether there is anything. */
  readonly exists: boolean;
  /** Equal for two looks between which nothing changed: names, inodes, sizes and times of every file. */
  readonly mark: string;
  /** Folders in which a change would show, by an identity that a successor of the same name does not share. */
  readonly folders: ReadonlyMap<string, string>;
}

const MAX_DEPTH = 32;

/**
 * Looks at `path`, following symbolic links. Hidden folders inside it are left out. Never throws: what cannot be read is
 * part of the mark as missing. Synchronous, because a stat costs a few microseconds and a look must not overlap a change.
 */
export function snapshot(path: string): Snapshot {
  const folders = new Map<string, string>();
  const lines: string[] = [];

  function visit(file: string, depth: number): void {
    const found = look(file);
    if (!found) {
      lines.push(`${file} missing`);
    } else if (!found.isDirectory()) {
      lines.push(`${file} ${found.dev} ${found.ino} ${found.size} ${found.mtimeNs} ${found.ctimeNs}`);
    } else if (depth < MAX_DEPTH) {
      lines.push(`${file}/`);
      addFolder(file, found);
      for (const name of visibleNames(file)) visit(join(file, name), depth + 1);
    }
  }

  function addFolder(folder: string, found: BigIntStats): void {
    folders.set(`${folder}:${found.dev}:${found.ino}:${found.birthtimeNs}`, folder);
  }

  const parent = look(dirname(path));
  if (parent?.isDirectory()) addFolder(dirname(path), parent);
  visit(path, 0);
  return { exists: look(path) !== undefined, mark: lines.join('\n'), folders };
}

function look(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function visibleNames(folder: string): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
  const visible = entries.filter((entry) => entry.isFile() || !entry.name.startsWith('.'));
  return visible.map((entry) => entry.name).sort();
}

import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { snapshot } from './snapshot.ts';

/** A running watch. */
export interface Watch {
  close(): void;
}

export interface WatchOptions {
  /** Milliseconds that a change has to stand still before it is reported. */
  readonly settle?: number;
  /** Milliseconds between two looks where the system reports nothing, as on network file systems. */
  readonly poll?: number;
  /** Called after each look that found something there, also what is known. */
  readonly onFound?: () => void;
}

/**
 * Calls `onChange` when the file or folder at `path` is not what it was when this function was called: written in place,
 * replaced by a rename as editors do, reached through another symbolic link as in a mounted Kubernetes ConfigMap, removed
 * or made again. One call for a burst of changes, once two looks in a row saw the same. The content may still be equal;
 * the caller compares it. Who watches first and reads then misses nothing.
 *
 * The system's notices only say when to look; what counts is the look itself, so a lost notice delays a change by `poll`
 * and loses nothing. The watch does not keep the process alive.
 */
export function watchPath(path: string, onChange: () => void, options: WatchOptions = {}): Watch {
  const { settle = 50, poll = 2000, onFound } = options;
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  let due = Number.POSITIVE_INFINITY;
  let known: string | undefined;
  let candidate: string | undefined;

  function lookIn(delay: number): void {
    const at = performance.now() + delay;
    if (at >= due) return;
    clearTimeout(timer);
    due = at;
    timer = setTimeout(look, delay).unref();
  }

  function look(): void {
    due = Number.POSITIVE_INFINITY;
    const began = performance.now();
    const { exists, mark, folders } = snapshot(path);
    if (exists) onFound?.();
    const idle = Math.max(poll, 100 * (performance.now() - began));
    follow(folders);
    known ??= mark;
    const settled = mark === candidate;
    candidate = mark === known || settled ? undefined : mark;
    lookIn(candidate === undefined ? idle : settle);
    if (!settled) return;
    known = mark;
    onChange();
  }

  /** Keeps exactly one notifier for each folder. */
  function follow(folders: ReadonlyMap<string, string>): void {
    for (const [id, watcher] of watchers) {
      if (folders.has(id)) continue;
      watcher.close();
      watchers.delete(id);
    }
    for (const [id, folder] of folders) if (!watchers.has(id)) notify(id, folder);
  }

  function notify(id: string, folder: string): void {
    // Beside the watched path other files may be written all the time, as the decision log; only that they come and go
    // can matter.
    const beside = folder === dirname(path);
    try {
      const watcher = watch(folder, { persistent: false }, (event, name) => {
        if (!beside || event === 'rename' || name === basename(path)) lookIn(settle);
      });
      watcher.on('error', () => watcher.close());
      watchers.set(id, watcher);
    } catch {
      // The folder is gone, or the system has no notifier left: polling goes on.
    }
  }

  look();
  return {
    close() {
      due = Number.NEGATIVE_INFINITY;
      clearTimeout(timer);
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** README.md and all pages of docs/, relative to the root. */
export const PAGES: readonly string[] = ['README.md', ...globSync('docs/*.md', { cwd: ROOT }).sort()];

/** A fenced block of a page. */
export interface Block {
  readonly page: string;
  /** Of its first fence, from 1. */
  readonly line: number;
  /** First word behind the fence, as `sh`. */
  readonly language: string;
  readonly text: string;
  /** File that the block is the content of: the line before it ends with this name and a colon. */
  readonly file: string | undefined;
  /** What a `sh` block prints: the `text` block right behind it. `…` stands for anything. */
  readonly prints: string | undefined;
  /** Why it cannot be run, as the comment `<!-- not run: REASON -->` right before it says. */
  readonly notRun: string | undefined;
}

const FENCE = /^```([a-z]*)\n(.*?)^```$/gms;

export function readPage(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

/** The fenced blocks of a page, in their order. */
export function blocksOf(page: string, text = readPage(page)): Block[] {
  const found = [...text.matchAll(FENCE)];
  return found.map((match, index) => {
    const before = text.slice(0, match.index).trimEnd().split('\n').at(-1) ?? '';
    const next = found[index + 1];
    const adjacent = next?.[1] === 'text' && text.slice(match.index + match[0].length, next.index).trim() === '';
    return {
      page,
      line: text.slice(0, match.index).split('\n').length,
      language: match[1]!,
      text: match[2]!,
      file: /`([\w./-]+\.(?:rego|ya?ml|jsonl?))`:$/.exec(before)?.[1],
      prints: adjacent ? next[2] : undefined,
      notRun: /^<!-- not run: (.+) -->$/.exec(before)?.[1],
    };
  });
}

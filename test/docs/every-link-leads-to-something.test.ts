import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { PAGES, ROOT } from './pages.ts';

const pages = [...new Set([...PAGES, ...globSync('*.md', { cwd: ROOT })])];
const LINK = /\[[^\]]*\]\(([^)\s]+)\)/g;

test('every link of a page leads to a file, and to a heading of it', () => {
  const broken = pages.flatMap((page) =>
    linksOf(page)
      .filter((link) => !leads(page, link))
      .map((link) => [page, link]),
  );
  assert.deepEqual(broken, []);
});

test('every page is in the index of docs/, and README.md leads to the index', () => {
  const index = linksOf('docs/README.md').map((link) => join('docs', link.split('#')[0]!));
  const missing = PAGES.filter(
    (page) => page.startsWith('docs/') && page !== 'docs/README.md' && !index.includes(page),
  );
  assert.deepEqual(missing, []);
  assert.ok(linksOf('README.md').includes('docs/README.md'));
});

function linksOf(page: string): string[] {
  const text = readFileSync(join(ROOT, page), 'utf8').replaceAll(/^```.*?^```$/gms, '');
  return Array.from(text.matchAll(LINK), ([, link]) => link!).filter((link) => !/^[a-z]+:/.test(link));
}

function leads(page: string, link: string): boolean {
  const [path = '', heading] = link.split('#');
  const file = path === '' ? page : normalize(join(dirname(page), path));
  if (!existsSync(join(ROOT, file))) return false;
  return heading === undefined || headingsOf(file).includes(heading);
}

/** As GitHub names them. */
function headingsOf(file: string): string[] {
  const headings = readFileSync(join(ROOT, file), 'utf8').matchAll(/^#+ (.+)$/gm);
  return Array.from(headings, ([, text]) =>
    text!
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

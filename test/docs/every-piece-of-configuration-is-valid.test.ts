import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { isMap, parse, parseDocument } from 'yaml';
import { complaints, MINIMAL } from '../config/fixture.ts';
import { blocksOf, PAGES } from './pages.ts';

/** Pages whose blocks of YAML are pieces of a configuration, which show what they are about and no more. */
const PARTIAL = ['docs/upstreams.md', 'docs/health.md', 'docs/throttling.md'];

const pieces = PARTIAL.flatMap((page) => blocksOf(page).filter(({ language }) => language === 'yaml'));

/** What is missing in a piece is as in the smallest configuration. */
function completed(piece: string): string {
  const document = parseDocument(MINIMAL);
  const { upstreams = {}, routes } = parse(piece) as { upstreams?: object; routes?: { authenticate?: string[] }[] };
  assert.ok(isMap(document.contents));
  document.set('upstreams', { ...(document.toJS() as { upstreams: object }).upstreams, ...upstreams });
  if (routes)
    document.set(
      'routes',
      routes.map((route) => ({ authenticate: [], ...route })),
    );
  return String(document);
}

test('the pages are those of the docs', () => {
  assert.deepEqual(
    PARTIAL.filter((page) => !PAGES.includes(page)),
    [],
  );
  assert.ok(pieces.length > 10);
});

for (const { page, line, text } of pieces) {
  test(`${page}:${line}`, async (t: TestContext) => assert.deepEqual(await complaints(t, completed(text)), []));
}

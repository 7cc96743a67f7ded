import assert from 'node:assert/strict';
import { agree } from './fixture.ts';

/** What the templates of the tests are about. */
const DATA = {
  text: 'hello <b>"world"</b> & \'co\' = 日本 \u{1f600}',
  empty: '',
  zero: 0,
  one: 1,
  number: 2.5,
  large: 12345678901234,
  yes: true,
  no: false,
  nothing: null,
  list: ['a', 'b', 3, null, [1, 'x'], { k: 'v' }],
  none: [],
  object: { b: 2, a: 1, é: { deep: ['x', { y: 'z' }] } },
  nobody: {},
  users: [
    { name: 'ann', roles: ['admin', 'dev'], age: 41 },
    { name: 'bob', roles: [] },
    { name: 'eve', roles: null },
  ],
};

/** The parts of a text between bars. */
export function listed(text: string): string[] {
  return text.trim().split(/\s*¦\s*/);
}

/** Each is rendered alike by the engine and by OPA, or fails in both; so many of them do not fail. */
export async function agreeOnTemplates(templates: readonly string[], rendered: number): Promise<void> {
  const calls = templates.map((template) => [template, DATA]);
  assert.equal(await agree('strings.render_template', calls), rendered);
}

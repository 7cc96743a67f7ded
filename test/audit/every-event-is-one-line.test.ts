import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { event, exchange, faults, line, reading } from './fixture.ts';

const HOSTILE = [
  'a\r\nb',
  'a\nb',
  '\u001b[31mred\u001b[0m',
  '\u009b31m',
  '"quoted"\\',
  'a\u2028b\u2029c',
  'a\u0085b',
  'a\u0000b\u007f',
  '\ud800 lone',
  '{"allow":true}',
  '😀 中文',
];
const FORBIDDEN = /[\x00-\x1f\x7f-\x9f\u2028\u2029]/;

/** The text where a client can put text, or has some of it put. */
function everywhere(text: string): string {
  return line(
    reading(
      {
        request: { headers: { 'user-agent': text }, query: { [text]: [text] } },
        subject: { claims: { [text]: text } },
      },
      {
        method: text,
        host: text,
        path: text,
        requestId: text,
        subject: Object.freeze({ kind: 'jwt', id: text, issuer: text }),
        result: Object.freeze({ allow: false, reasons: [{ code: text, message: text }] }),
        error: { code: 'denied', message: text },
        ndBuiltins: { [text]: text },
        revision: text,
        endpoint: text,
      },
    ),
  );
}

test('nothing that a client sends begins a new line or reaches a terminal', () => {
  for (const text of HOSTILE) {
    const found = everywhere(text);
    assert.doesNotMatch(found, FORBIDDEN, JSON.stringify(text));
    assert.deepEqual(faults(JSON.parse(found)), []);
  }
});

test('whatever text comes, it comes back whole', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const found = everywhere(text);
      assert.doesNotMatch(found, FORBIDDEN);
      assert.equal(
        JSON.parse(found).http.method,
        text.toWellFormed() === text ? text : JSON.parse(JSON.stringify(text)),
      );
      assert.equal(JSON.parse(found).subject.issuer, text);
    }),
  );
});

test('an input whose text was made elsewhere is put on one line', () => {
  const pretty = JSON.stringify({ request: { method: 'GET\u2028' } }, null, 2);
  const found = line(exchange({ input: pretty }));
  assert.doesNotMatch(found, FORBIDDEN);
  assert.deepEqual(JSON.parse(found).input, { request: { method: 'GET\u2028' } });
});

test('an input that no mask can touch is in the line as it was evaluated', () => {
  const input = '{"request":{"method":"GET"  },"subject":{"id":1.50}}';
  assert.ok(line(exchange({ input })).includes(`"input":${input},`));
  assert.equal(event(exchange({ input })).masked, undefined);
});

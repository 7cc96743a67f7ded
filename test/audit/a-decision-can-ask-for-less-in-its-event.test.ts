import assert from 'node:assert/strict';
import { test } from 'node:test';
import { event, exchange, line, masked, reading } from './fixture.ts';

const audit = (obligation: object) =>
  Object.freeze({ allow: true, reasons: [{ code: 'granted' }], obligations: [{ type: 'audit', ...obligation }] });

test('level meta keeps neither input nor result', () => {
  const found = event(exchange({ result: audit({ level: 'meta' }) }));
  assert.equal(found.input, undefined);
  assert.equal(found.result, undefined);
  assert.deepEqual(found.erased, ['/result', '/input']);
  assert.equal(found.http.outcome, 'allowed');
});

test('its masks join those of the configuration', () => {
  const result = audit({ mask: ['/input/subject/claims/email', '/result/reasons'] });
  const found = event(reading({ subject: { claims: { email: 'a', phone: 'b' } } }, { result }), {
    pointers: ['/input/subject/claims/phone'],
  });
  assert.deepEqual(found.input, { subject: { claims: { email: masked('a'), phone: masked('b') } } });
  assert.deepEqual(found.masked?.toSorted(), [
    '/input/subject/claims/email',
    '/input/subject/claims/phone',
    '/result/reasons',
  ]);
});

test('its masks reach the other members too', () => {
  assert.equal(
    event(exchange({ result: audit({ mask: ['/subject/id'] }) })).subject?.id,
    masked(exchange().subject?.id),
  );
});

test('the next decision is not masked by the one before', () => {
  const facts = reading({ subject: { claims: { email: 'a@example.com' } } });
  line({ ...facts, result: audit({ mask: ['/input/subject/claims/email'] }) });
  assert.ok(line(facts).includes('a@example.com'));
});

test('a mask that cannot be understood keeps input and result out', () => {
  for (const mask of [['no pointer'], [7], ['/input/~2']]) {
    const found = event(exchange({ result: audit({ mask }) }));
    assert.equal(found.input, undefined, JSON.stringify(mask));
    assert.equal(found.result, undefined);
  }
});

test('malformed obligations of a faulty policy do no harm', () => {
  for (const obligations of [null, 7, [null], [[]], [{ type: 'audit', mask: 'x' }], { type: 'audit' }]) {
    assert.deepEqual(event(exchange({ result: { allow: true, obligations } })).result, { allow: true, obligations });
  }
});

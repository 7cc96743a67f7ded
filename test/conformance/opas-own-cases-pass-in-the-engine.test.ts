import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { EXCEPTIONS, exceptionFor } from './exceptions.ts';
import { readCases } from './fixture.ts';
import { failureText, tableOf } from './report.ts';
import { type Judged, runCases } from './run.ts';

/** OPA 1.22.2 has so many: v0 2,027 and v1 2,400. */
const CASES = 4427;

/** So many have to be evaluated, and so many with what they read of their input too: nothing is left out in silence. */
const EVALUATED = 4090;
const PROJECTED = 520;

let judged: Judged[] = [];

before(async () => {
  judged = await runCases(await readCases());
  console.log(tableOf(judged));
});

test('every case passes, or is an exception with its reason', () => {
  const wrong = judged.filter((one) => one.status !== 'passed' && exceptionFor(one) === undefined);
  assert.equal(wrong.length, 0, wrong.map((one) => failureText(one, false)).join('\n'));
});

test('every exception is needed', () => {
  const passed = new Set(judged.filter((one) => one.status === 'passed').map((one) => one.case.note));
  const refusals = judged.map(({ reason = '' }) => reason);
  for (const { notes = [], builtins = [] } of EXCEPTIONS) {
    for (const note of notes) assert.ok(judged.some((one) => one.case.note === note) && !passed.has(note), note);
    for (const name of builtins)
      assert.ok(
        refusals.some((reason) => reason.includes(` ${name} (`)),
        name,
      );
  }
});

test('no case is left out', () => {
  assert.equal(judged.length, CASES);
  const evaluated = judged.filter((one) => one.status !== 'refused').length;
  assert.ok(evaluated >= EVALUATED, `${evaluated} of ${CASES} cases were evaluated`);
});

test('what a policy reads of its input decides as the whole input does', () => {
  const projected = judged.filter((one) => one.projected).length;
  assert.ok(projected >= PROJECTED, `${projected} cases were evaluated with a projected input`);
});

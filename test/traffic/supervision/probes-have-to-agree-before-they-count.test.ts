import assert from 'node:assert/strict';
import { test } from 'node:test';
import { afterProbe, UNPROBED } from '../../../src/traffic/supervision/probe.ts';

/** What is known after each answer: + good, - bad. */
function views(answers: string): string {
  let view = UNPROBED;
  let text = '';
  for (const answer of answers) {
    view = afterProbe(view, answer === '+', { rise: 2, fall: 3 });
    text += view.probed;
  }
  return text;
}

for (const [title, answers, expected] of [
  ['an endpoint that was never asked is unhealthy after `fall` bad answers only', '---', '002'],
  ['one good answer makes it healthy', '+', '1'],
  ['and after bad ones too', '--+', '001'],
  ['`fall` bad answers in a row take it out', '+--+---', '1111112'],
  ['`rise` good ones bring it back', '---+-++', '0022221'],
  ['it goes on so', '---++---++', '0022111221'],
] as const) {
  test(title, () => assert.equal(views(answers), expected));
}

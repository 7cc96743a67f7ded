import { after, before, describe, test } from 'node:test';
import { type Attack, assertRefused } from './attack.ts';
import { type AttackedGateway, startGateway } from './gateway.ts';
import { FRAMING } from './rows-framing.ts';
import { HEADERS } from './rows-header.ts';
import { TARGETS } from './rows-target.ts';

/** Row A34. Every byte in a segment of its own would take minutes for the large ones. */
const ATTACKS = [...FRAMING, ...TARGETS, ...HEADERS].filter(({ bytes }) => bytes.length <= 400);
const SEED = 20_261;

describe('a split request gets the same verdict', () => {
  let gateway: AttackedGateway;
  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway.close());

  for (const attack of ATTACKS) {
    test(`${attack.row} ${attack.what}, byte by byte`, () => assertRefused(gateway, attack, [...attack.bytes]));
  }
  const random = randomFrom(SEED);
  for (const attack of ATTACKS) {
    test(`${attack.row} ${attack.what}, in random pieces`, () => assertRefused(gateway, attack, split(attack, random)));
  }
});

function split({ bytes }: Attack, random: () => number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = 1 + Math.floor(random() * 40);
    pieces.push(bytes.slice(at, at + length));
    at += length;
  }
  return pieces;
}

/** Numbers below 1 that are the same at each run (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

import { after, before, describe, test } from 'node:test';
import { assertRefused, assertServed } from './attack.ts';
import { type AttackedGateway, startGateway } from './gateway.ts';
import { HARMLESS_TARGETS, TARGETS } from './rows-target.ts';

describe('path confusion is refused', () => {
  let gateway: AttackedGateway;
  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway.close());

  for (const attack of TARGETS)
    test(`${attack.row} ${attack.what}: ${attack.status}`, () => assertRefused(gateway, attack));
  for (const harmless of HARMLESS_TARGETS)
    test(`${harmless.row} ${harmless.what}`, () => assertServed(gateway, harmless));
});

import { after, before, describe, test } from 'node:test';
import { assertRefused, assertServed } from './attack.ts';
import { type AttackedGateway, startGateway } from './gateway.ts';
import { FRAMING, HARMLESS_FRAMING } from './rows-framing.ts';

describe('framing attacks are refused', () => {
  let gateway: AttackedGateway;
  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway.close());

  for (const attack of FRAMING)
    test(`${attack.row} ${attack.what}: ${attack.status}`, () => assertRefused(gateway, attack));
  for (const harmless of HARMLESS_FRAMING)
    test(`${harmless.row} ${harmless.what}`, () => assertServed(gateway, harmless));
});

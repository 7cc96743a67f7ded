import { after, before, describe, test } from 'node:test';
import { assertRefused } from './attack.ts';
import { type AttackedGateway, startGateway } from './gateway.ts';
import { HEADERS } from './rows-header.ts';

describe('header attacks are refused', () => {
  let gateway: AttackedGateway;
  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway.close());

  for (const attack of HEADERS)
    test(`${attack.row} ${attack.what}: ${attack.status}`, () => assertRefused(gateway, attack));
});

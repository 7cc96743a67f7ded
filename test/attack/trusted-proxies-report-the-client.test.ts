import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertProblem, get } from './attack.ts';
import { type AttackedGateway, startGateway } from './gateway.ts';
import { fieldOf } from './upstream.ts';
import { send } from './wire.ts';

/** Row D12, behind the proxies 127.0.0.1 and 10.0.0.0/8. */
describe('trusted proxies report the client', () => {
  let gateway: AttackedGateway;
  before(async () => {
    gateway = await startGateway({ trustedProxies: ['127.0.0.1', '10.0.0.0/8', 'fd00::/8'] });
  });
  after(() => gateway.close());

  async function ask(...lines: string[]) {
    gateway.decided.length = 0;
    gateway.upstream.arrived.length = 0;
    const exchange = await send(gateway.port, get('/items', ...lines));
    const [request] = gateway.decided;
    const [arrived] = gateway.upstream.arrived;
    return {
      exchange,
      request,
      for: arrived && fieldOf(arrived, 'x-forwarded-for'),
      forwarded: arrived && fieldOf(arrived, 'forwarded'),
      host: arrived && fieldOf(arrived, 'x-forwarded-host'),
    };
  }

  test('the client is the right-most address that is not trusted, and what it claims is cut off', async () => {
    const seen = await ask(
      'X-Forwarded-For: 6.6.6.6, 203.0.113.7, 10.1.2.3',
      'X-Forwarded-Proto: https',
      'X-Forwarded-Host: shop.example',
    );
    assert.equal(seen.request?.client.address, '203.0.113.7');
    assert.equal(seen.request?.client.peer, '127.0.0.1');
    assert.equal(seen.request?.scheme, 'https');
    assert.equal(seen.request?.host, 'a');
    assert.equal(seen.for, '203.0.113.7, 10.1.2.3, 127.0.0.1');
    assert.equal(seen.forwarded, 'for=203.0.113.7, for=10.1.2.3, for=127.0.0.1;host="shop.example";proto=https');
    assert.equal(seen.host, 'shop.example');
  });

  test('the standard field says the same', async () => {
    const seen = await ask(
      'Forwarded: for=6.6.6.6, For="[2001:DB8::7]:4711";proto=https;host="shop.example", for=10.1.2.3;by=_x',
    );
    assert.equal(seen.request?.client.address, '2001:db8::7');
    assert.equal(seen.request?.scheme, 'https');
    assert.equal(seen.for, '2001:db8::7, 10.1.2.3, 127.0.0.1');
    assert.match(
      seen.forwarded ?? '',
      /^for="\[2001:db8::7\]", for=10\.1\.2\.3, for=127\.0\.0\.1;host="shop\.example";proto=https$/,
    );
  });

  test('where both are there they have to agree', async () => {
    const agreed = await ask('Forwarded: for=203.0.113.7', 'X-Forwarded-For: 203.0.113.7');
    assert.equal(agreed.request?.client.address, '203.0.113.7');
    const torn = await ask('Forwarded: for=6.6.6.6', 'X-Forwarded-For: 203.0.113.7');
    assertProblem(torn.exchange, 400);
  });

  test('an address that the right-most trusted proxy could not tell is not guessed', async () => {
    assert.equal((await ask('X-Forwarded-For: 203.0.113.7, unknown')).request?.client.address, '127.0.0.1');
    assert.equal((await ask('X-Forwarded-For: 203.0.113.7, unknown, 10.0.0.1')).request?.client.address, '10.0.0.1');
    assert.equal((await ask('X-Forwarded-For: <script>')).request?.client.address, '127.0.0.1');
  });

  test('a port and a mapped address are read', async () => {
    assert.equal((await ask('X-Forwarded-For: 203.0.113.7:1234')).request?.client.address, '203.0.113.7');
    assert.equal((await ask('X-Forwarded-For: ::ffff:203.0.113.7')).request?.client.address, '203.0.113.7');
  });

  test('a chain of only trusted proxies ends at the first of them', async () => {
    assert.equal(
      (await ask(`X-Forwarded-For: ${Array(300).fill('10.0.0.1').join(', ')}, 10.0.0.2`)).request?.client.address,
      '10.0.0.1',
    );
  });

  test('x-real-ip counts where nothing else is said', async () => {
    assert.equal((await ask('X-Real-IP: 203.0.113.7')).request?.client.address, '203.0.113.7');
    assert.equal(
      (await ask('X-Real-IP: 6.6.6.6', 'X-Forwarded-For: 203.0.113.7')).request?.client.address,
      '203.0.113.7',
    );
  });

  test('a request id is kept where it is harmless', async () => {
    assert.equal((await ask('X-Request-Id: edge-42')).request?.id, 'edge-42');
    assert.match((await ask('X-Request-Id: a b<script>')).request?.id ?? '', /^[0-9a-f-]{36}$/);
  });

  test('a malformed forwarded field is refused', async () => {
    for (const value of ['for=', 'for="1.2.3.4', '=x', 'for=1.2.3.4 5']) {
      assertProblem((await ask(`Forwarded: ${value}`)).exchange, 400);
    }
  });
});

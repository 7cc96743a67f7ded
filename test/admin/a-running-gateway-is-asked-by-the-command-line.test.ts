import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { GatewayStatus } from '../../src/admin/control.ts';
import { eventually, type Running, start } from '../gateway/fixture.ts';
import { begin, regate } from './command-line.ts';

const policy = (code: string) => `package gateway

# METADATA
# entrypoint: true
decision := {"allow": input.request.method == "GET", "reasons": [{"code": "${code}"}]}
`;

const upstream = createServer((_, res) => res.end('hello'));
let running: Running;
let options: string[];

before(async () => {
  await once(upstream.listen(0, '127.0.0.1'), 'listening');
  const { port } = upstream.address() as AddressInfo;
  running = await start({ policies: { 'gateway.rego': policy('first') }, endpoints: [`http://127.0.0.1:${port}`] });
  options = ['--admin', running.gateway.admin, '--token-file', join(running.folder, 'state/admin-token')];
});
after(async () => {
  await running[Symbol.asyncDispose]();
  upstream.close();
});

async function status(): Promise<GatewayStatus> {
  return JSON.parse((await regate('status', '--json', ...options)).out);
}

test('its status, for people and for programs', async () => {
  const { code, out } = await regate('status', ...options);
  assert.equal(code, 0);
  assert.match(out, /^gateway {3}ready, /);
  assert.match(out, /\nlistener {2}http:\/\/127\.0\.0\.1:\d+\n/);
  assert.match(
    out,
    /\nBUNDLE +STATE +ACTIVE +PREVIOUS +ACTIVATED +ANSWERED +SOURCE\nmain +(active|working) +[0-9a-f]+ +- +\d+[sm] ago +\d+[sm] ago +\S+\n/,
  );
  assert.match(out, /\n1 +serving +main [0-9a-f]+ \(\d+[sm] ago\)\n2 +serving +main [0-9a-f]+ \(\d+[sm] ago\)\n/);
  const { bundles, workers, ready } = await status();
  assert.equal(ready, true);
  assert.equal(workers.length, 2);
  assert.equal(bundles.main?.active, workers[0]?.revisions.main);
});

test('its decisions: newest last, filtered, one by its id', async () => {
  await fetch(`${running.url}/api/a`);
  await fetch(`${running.url}/api/b`, { method: 'POST' });
  await eventually('both events', () => running.gateway.control.decisions({ limit: 9 }).decisions.length >= 2);
  const { code, out } = await regate('decisions', ...options);
  assert.equal(code, 0);
  assert.match(out, /^TIME +OUTCOME +STATUS .*\n[\d:.]+ +allowed +200 +api +- +GET \/api\/a +first +[0-9a-f-]{36}\n/);
  assert.doesNotMatch(out, /\u001b/);
  const denied = await regate('decisions', '--deny', '--since', '1h', '--limit', '1', '--json', ...options);
  const event = JSON.parse(denied.out);
  assert.equal(event.http.method, 'POST');
  const one = await regate('decisions', event.decision_id, ...options);
  assert.deepEqual(JSON.parse(one.out), event);
  assert.equal((await regate('decisions', 'nothing', ...options)).code, 1);
  assert.equal((await regate('decisions', '--route', 'other', '--json', ...options)).out, '');
});

test('its decisions as they come', async () => {
  const child = begin('decisions', '--follow', '--json', '--limit', '1', ...options);
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  await eventually('the newest event', () => out !== '');
  await fetch(`${running.url}/api/followed`);
  await eventually('the event that came', () => out.includes('/api/followed'));
  child.kill('SIGINT');
  await once(child, 'exit');
  assert.equal(out.split('/api/followed').length - 1, 1);
});

test('a new revision, back, and forth again', async () => {
  const first = (await status()).bundles.main?.active;
  await running.write('policies/gateway.rego', policy('second'));
  const { bundles } = await eventually('the new revision', async () => {
    const now = await status();
    return now.bundles.main?.active !== first && now.bundles.main?.state === 'active' && now;
  });
  const second = bundles.main?.active;
  const back = await regate('rollback', 'main', ...options);
  assert.equal(back.out, `main: revision ${first} answers; before it was ${second}\n`);
  assert.equal(
    (await status()).workers.every(({ revisions }) => revisions.main === first),
    true,
  );
  const forth = await regate('activate', 'main', '--revision', String(second), '--json', ...options);
  assert.equal(JSON.parse(forth.out).active, second);
  const unknown = await regate('activate', 'main', '--revision', 'nothing', ...options);
  assert.equal(unknown.code, 1);
  assert.match(unknown.err, /no such former revision/);
  assert.equal((await regate('rollback', 'other', ...options)).code, 1);
});

test('a policy that was refused: what, where and why', async () => {
  await running.write('policies/gateway.rego', 'package gateway\n\ndecision := {"allow": unknown_thing}\n');
  const refused = await eventually('the failure', async () => {
    const ran = await regate('status', ...options);
    return ran.code === 1 && ran;
  });
  assert.match(refused.out, /\nmain +failed +[0-9a-f]+/);
  assert.match(refused.out, /bundle main, step compiled policy_invalid: /);
  assert.match(refused.out, /gateway\.rego:3:\d+ rego_\w+ /);
  assert.equal((await fetch(`${running.url}/api/a`)).status, 200);
});

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { control, open } from './fixture.ts';

const SECRET = 'a-secret-that-both-know';
const BODY = JSON.stringify({ ref: 'refs/heads/main', text: 'ü\n  ' });
const CONFIG = JSON.stringify({
  listeners: [{ address: '127.0.0.1', port: 0 }],
  bundles: {
    main: {
      source: { git: { url: 'https://git.example/policies.git', webhook: { secret: SECRET } } },
      unsigned: 'allow',
    },
    polled: { source: { git: { url: 'https://git.example/policies.git' } }, unsigned: 'allow' },
    local: { source: { path: '.' } },
  },
  upstreams: { main: { endpoints: ['http://127.0.0.1:9'] } },
  routes: [{ id: 'api', match: { path: '/**' }, authenticate: [], bundle: 'main', upstream: 'main' }],
});

function signature(body: string, secret = SECRET): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

async function gateway(t: TestContext) {
  const notified: string[] = [];
  const { port } = await open(t, await control(t, CONFIG, notified));
  const deliver = (name: string, headers: Record<string, string>, body = BODY) =>
    fetch(`http://127.0.0.1:${port}/v1/webhooks/${name}`, { method: 'POST', headers, body });
  return { notified, deliver };
}

test('a delivery of GitHub or GitLab is accepted at once', async (t) => {
  const { notified, deliver } = await gateway(t);
  const deliveries: Record<string, string>[] = [
    { 'x-hub-signature-256': signature(BODY), 'content-type': 'application/json', 'x-github-event': 'push' },
    { 'x-hub-signature-256': signature(BODY), 'content-type': 'application/json', 'x-github-event': 'ping' },
    { 'x-hub-signature-256': signature(BODY), 'content-type': 'application/x-www-form-urlencoded' },
    { 'x-gitlab-token': SECRET, 'content-type': 'application/json', 'x-gitlab-event': 'Push Hook' },
  ];
  for (const headers of deliveries) {
    const answer = await deliver('main', headers);
    assert.equal(answer.status, 202, JSON.stringify(headers));
    assert.deepEqual(await answer.json(), { bundle: 'main' });
  }
  assert.deepEqual(notified, ['main', 'main', 'main', 'main']);
});

test('who does not know the secret is refused', async (t) => {
  const { notified, deliver } = await gateway(t);
  const wrong: Record<string, string>[] = [
    {},
    { 'x-hub-signature-256': signature(`${BODY} `) },
    { 'x-hub-signature-256': signature(BODY, 'a-secret-that-nobody-knows') },
    { 'x-hub-signature-256': signature(BODY).slice('sha256='.length) },
    { 'x-hub-signature-256': '' },
    { 'x-hub-signature': `sha1=${createHmac('sha1', SECRET).update(BODY).digest('hex')}` },
    { 'x-gitlab-token': `${SECRET}x` },
    { 'x-gitlab-token': '' },
    { 'x-gitlab-token': SECRET, 'x-hub-signature-256': 'sha256=00' },
    { authorization: `Bearer ${SECRET}` },
  ];
  for (const headers of wrong) {
    const answer = await deliver('main', headers);
    assert.equal(answer.status, 401, JSON.stringify(headers));
    assert.doesNotMatch(await answer.text(), new RegExp(SECRET));
  }
  assert.deepEqual(notified, []);
});

test('a bundle without a webhook is as little there as one that does not exist', async (t) => {
  const { notified, deliver } = await gateway(t);
  const answers: string[] = [];
  for (const name of ['polled', 'local', 'nope', '__proto__']) {
    const answer = await deliver(name, { 'x-gitlab-token': SECRET, 'x-hub-signature-256': signature(BODY) });
    assert.equal(answer.status, 404, name);
    answers.push(await answer.text());
  }
  assert.equal(new Set(answers).size, 1);
  assert.deepEqual(notified, []);
});

test('a body of more than 1 MiB is refused', async (t) => {
  const { deliver } = await gateway(t);
  const most = 'x'.repeat(1024 * 1024);
  assert.equal((await deliver('main', { 'x-hub-signature-256': signature(most) }, most)).status, 202);
  const more = `${most}x`;
  assert.equal((await deliver('main', { 'x-hub-signature-256': signature(more) }, more)).status, 413);
});

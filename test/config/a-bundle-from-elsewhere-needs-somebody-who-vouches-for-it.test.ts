import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaints } from './fixture.ts';

const REST = `
upstreams: {items: {endpoints: ["http://127.0.0.1:9101"]}}
routes: [{id: items, match: {path: "/**"}, authenticate: [], upstream: items}]
`;

const bundle = (text: string) => `bundles: {main: {${text}}}${REST}`;

test('a git or http source without a key is refused, unless that is said in so many words', async (t) => {
  const git = 'source: {git: {url: "https://git.example/p.git"}}';
  const http = 'source: {http: {url: "https://bundles.example/p.tar.gz"}}';
  assert.match((await complaints(t, bundle(git))).join(), /^1:18: .*needs `keys` or `signed_by`/);
  assert.match((await complaints(t, bundle(http))).join(), /^1:18: .*needs `keys`, or `unsigned: allow`/);
  for (const source of [git, http]) assert.deepEqual(await complaints(t, bundle(`${source}, unsigned: allow`)), []);
});

test('a signer of commits is enough', async (t) => {
  const text = bundle('source: {git: {url: "https://git.example/p.git", signed_by: [signers]}}');
  assert.deepEqual(await complaints(t, text, { signers: '' }), []);
});

test('a token or a policy does not travel in the clear', async (t) => {
  const text = bundle('source: {http: {url: "http://bundles.example/p.tar.gz"}}, unsigned: allow');
  assert.match((await complaints(t, text)).join(), /has to be https/);
});

test('a URL of git holds no credential, and a token goes to https only', async (t) => {
  const git = (text: string) => bundle(`source: {git: {${text}}}, unsigned: allow`);
  const found = async (text: string) => (await complaints(t, git(text))).join();
  assert.match(await found('url: "https://me:secret@git.example/p.git"'), /holds a credential.*`token`/);
  assert.match(await found('url: "https://token@git.example/p.git"'), /holds a credential/);
  assert.match(await found('url: "ssh://git:secret@git.example/p.git"'), /holds a credential/);
  assert.match(await found('url: "ssh://git@git.example/p.git", token: t'), /of use for https only/);
  assert.match(await found('url: "file:///srv/p.git", path: a/../../b'), /leads out/);
  assert.equal(await found('url: "ssh://git@git.example/p.git", path: ./policies/'), '');
});

test('a bundle cannot be its own shadow, nor that of nobody', async (t) => {
  const text = (shadow: string) => bundle(`source: {path: ./p}, shadow: {bundle: ${shadow}}`);
  assert.match((await complaints(t, text('main'))).join(), /cannot be its own shadow/);
  assert.match((await complaints(t, text('mian'))).join(), /there is no bundle `mian`.*main/);
});

test('a range of polls ends after it begins', async (t) => {
  const text = bundle('source: {http: {url: "https://b/p", poll: 60s-10s}}, unsigned: allow');
  assert.match((await complaints(t, text)).join(), /ends before it begins/);
});

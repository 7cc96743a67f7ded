import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { startGitServer } from './git-server.ts';
import { fetched, filesOf, follow } from './git-source.ts';
import { openRepository } from './repository.ts';

const TOKEN = 'a-token-of-this-server';
const BASIC = `Basic ${Buffer.from(`git:${TOKEN}`).toString('base64')}`;
const POLICY = { 'a.rego': 'package a' };

test('a token opens a repository behind https, which has to have a certificate that is trusted', async () => {
  await using repository = await openRepository(POLICY);
  await using server = await startGitServer(repository.folder);
  const { folder } = repository;
  const source = follow({ url: `${server.origin}/origin.git`, folder }, { token: TOKEN });
  delete process.env.GIT_SSL_CAINFO;
  await assert.rejects(fetched(source), /certificate/);
  process.env.GIT_SSL_CAINFO = server.certificate;
  const candidate = await fetched(source);
  assert.deepEqual(filesOf(candidate), POLICY);
  assert.ok(server.authorizations.length > 2);
  assert.deepEqual([...new Set(server.authorizations)], [BASIC]);
  const next = await repository.commit({ 'a.rego': 'package b' });
  await repository.push();
  assert.equal((await fetched(source)).revision, next);
  assert.equal(await (await fetched(source)).descendsFrom!(candidate.revision!), true);
});

test('a redirect is not followed', async () => {
  await using repository = await openRepository(POLICY);
  await using elsewhere = await startGitServer(repository.folder);
  await using other = await openRepository(POLICY);
  await using server = await startGitServer(other.folder, (req, res) =>
    res.writeHead(302, { location: `${elsewhere.origin}${req.url}` }).end(),
  );
  const { folder } = repository;
  const both = await Promise.all([elsewhere, server].map(({ certificate }) => readFile(certificate, 'utf8')));
  process.env.GIT_SSL_CAINFO = `${folder}/both.crt`;
  await writeFile(process.env.GIT_SSL_CAINFO, both.join(''));
  await assert.rejects(fetched(follow({ url: `${server.origin}/origin.git`, folder }, { token: TOKEN })), /302/);
  assert.deepEqual(elsewhere.authorizations, []);
});

test('a server that asks for more is not answered', async () => {
  await using repository = await openRepository(POLICY);
  await using server = await startGitServer(repository.folder, (_, res) =>
    res.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end(),
  );
  process.env.GIT_SSL_CAINFO = server.certificate;
  const source = follow({ url: `${server.origin}/origin.git`, folder: repository.folder });
  await assert.rejects(fetched(source), /could not read Username.*terminal prompts disabled/);
});

test('a server that is silent is given up when the source is closed', async () => {
  await using repository = await openRepository(POLICY);
  let asked: () => void = () => undefined;
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve;
  });
  await using server = await startGitServer(repository.folder, () => asked());
  process.env.GIT_SSL_CAINFO = server.certificate;
  const source = follow({ url: `${server.origin}/origin.git`, folder: repository.folder });
  const watch = source.watch(async () => undefined);
  const outcome = assert.rejects(fetched(source), /was ended: the source is not needed any more/);
  await isAsked;
  watch.close();
  await outcome;
});

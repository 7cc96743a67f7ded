import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { sshSigner } from '../bundle/sources/signers.ts';
import { edition, followed } from './git.ts';
import { startUpstream } from './upstream.ts';

test('an unsigned push is refused, and the same content is taken once it is signed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'regate-keys-'));
  try {
    const alice = await sshSigner(folder, 'alice');
    await using upstream = await startUpstream();
    await using gateway = await followed(upstream.origin, { signed_by: [alice.file] });
    const { repository } = gateway;
    const sign = () => repository.git(...alice.options, 'commit', '--quiet', '--allow-empty', '--message=signed');

    // Nobody signed what was there at the start.
    const refused = await gateway.look();
    assert.equal(refused.active, null);
    assert.equal(refused.error?.code, 'bundle_signature');
    assert.equal(refused.steps.at(-1)?.name, 'verified');

    await sign();
    await repository.push();
    const signed = await gateway.look();
    assert.equal(signed.active, await repository.git('rev-parse', 'HEAD'));

    await repository.commit(edition('two'));
    await repository.push();
    const { active, error } = await gateway.look();
    assert.equal(active, signed.active);
    assert.equal(error?.code, 'bundle_signature');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

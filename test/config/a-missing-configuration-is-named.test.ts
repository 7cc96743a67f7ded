import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from '../../src/config/load.ts';

test('a configuration that does not exist is named', async () => {
  await assert.rejects(loadConfig('/nowhere/regate.yaml', { env: {} }), {
    code: 'config_invalid',
    message: '/nowhere/regate.yaml: there is no such file',
  });
});

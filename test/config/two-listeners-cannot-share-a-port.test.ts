import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaints, MINIMAL } from './fixture.ts';

test('two listeners cannot share a port', async (t) => {
  const text = `listeners: [{port: 8080}, {address: 0.0.0.0, port: 8080}]
admin: {port: 8080}
${MINIMAL}`;
  assert.deepEqual(await complaints(t, text), [
    '1:52: listeners[1].port: port 8080 is taken by a listener, 127.0.0.1:8080',
    '2:15: admin.port: port 8080 is taken by a listener, 127.0.0.1:8080',
  ]);
});

test('one port on two addresses, and ports that the system chooses, are no conflict', async (t) => {
  const text = `listeners: [{port: 8080}, {address: 127.0.0.2, port: 8080}, {port: 0}, {port: 0}]\n${MINIMAL}`;
  assert.deepEqual(await complaints(t, text), []);
});

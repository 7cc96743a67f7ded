import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openWorkplace } from './workplace.ts';

test('npm start prints three requests: one is allowed, one denied with a reason, one limited', async (t) => {
  const workplace = await openWorkplace();
  t.after(workplace.close);
  const printed = await workplace.start('npm start');
  const commands = printed.split('\n').filter((line) => /^(curl|for) /.test(line));
  assert.equal(commands.length, 3, printed);

  const [allowed, denied, limited] = await Promise.all(commands.map((command) => workplace.run(command)));
  assert.match(allowed!.output, /^HTTP\/1\.1 200 OK\r$/m);
  assert.match(allowed!.output, /"asked_by":"alice"/);
  assert.match(denied!.output, /^HTTP\/1\.1 403 Forbidden\r$/m);
  assert.match(denied!.output, /"reasons":\[\{"code":"role_lacks_grant"/);
  assert.equal(limited!.output, '200\n200\n200\n200\n200\n429\n');
});

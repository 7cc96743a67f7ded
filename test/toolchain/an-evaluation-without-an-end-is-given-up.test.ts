import './briefly.ts';
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Toolchain } from '../../src/toolchain/toolchain.ts';

const toolchain = await Toolchain.start();
after(() => toolchain.close());

const POLICY = `package p

decision := {"allow": count([x | some x in numbers.range(1, 1000); some y in numbers.range(1, 1000000); x == -y]) == 0} if input.slow
else := {"allow": true}
`;

test('one question is given up, the others are answered', async () => {
  const evaluator = await toolchain.open({ files: [{ path: 'p.rego', bytes: Buffer.from(POLICY) }] });
  const questions = ['{"slow": true}', '{}'].map((input) => ({ entrypoint: 'p/decision', input, ndBuiltins: '' }));
  const answers = await evaluator.decide(questions, { now: 0, limit: 30_000, each: 200 });
  assert.equal(answers[0]?.late, true);
  assert.equal(answers[1]?.value, '{"allow":true}');
  await evaluator.close();
});

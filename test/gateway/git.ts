import { createHmac } from 'node:crypto';
import { openRepository, type Repository } from '../bundle/sources/repository.ts';
import { eventually, type Running, start } from './fixture.ts';

const SECRET = 'a-secret-that-both-know';

/** A gateway that follows a repository on this machine, which only a webhook makes it look at. */
export interface Followed extends AsyncDisposable {
  readonly repository: Repository;
  readonly running: Running;
  /** Brings HEAD to the branch that is followed, and tells the gateway as GitHub does. */
  push(): Promise<void>;
  /** Tells, and waits until a look that began then has ended. */
  look(): Promise<Status>;
}

type Status = NonNullable<ReturnType<Running['gateway']['control']['bundles']>['main']>;

/** A policy that names its edition in its decision, and has a test of that. */
export function edition(name: string, tested = name): Record<string, string> {
  return {
    'policies/gateway.rego': `package gateway

# METADATA
# entrypoint: true
decision := {"allow": true, "reasons": [{"code": "${name}"}]}
`,
    'policies/gateway_test.rego': `package gateway_test

import data.gateway

test_edition if {
	some reason in gateway.decision.reasons
	reason.code == "${tested}"
}
`,
  };
}

/** Starts both, with the edition `one`. */
export async function followed(endpoint: string, git: Readonly<Record<string, unknown>> = {}): Promise<Followed> {
  const repository = await openRepository(edition('one'));
  const source = { git: { url: repository.url, path: 'policies', poll: '1h', webhook: { secret: SECRET }, ...git } };
  const bundle = { source, ...(git.signed_by === undefined && { unsigned: 'allow' }) };
  const running = await start({ endpoints: [endpoint], config: { bundles: { main: bundle } } });
  const status = () => running.gateway.control.bundles().main!;
  // The look right after the start.
  await eventually('the gateway is at rest', () => status().state !== 'working');
  const tell = async () => {
    const body = JSON.stringify({ ref: 'refs/heads/main' });
    const signature = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature };
    const answer = await fetch(`${running.gateway.admin}/v1/webhooks/main`, { method: 'POST', headers, body });
    if (answer.status !== 202) throw new Error(`the webhook was answered with ${answer.status}`);
  };
  return {
    repository,
    running,
    async push() {
      await repository.push();
      await tell();
    },
    async look() {
      const before = Date.now();
      await tell();
      return eventually('the source was asked', () => {
        const now = status();
        return now.state !== 'working' && Date.parse(now.asked ?? '') >= before && now;
      });
    },
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      await repository[Symbol.asyncDispose]();
    },
  };
}

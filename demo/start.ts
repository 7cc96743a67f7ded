// npm start: the gateway on a demo that needs nothing else. Prints three requests to try.
import { once } from 'node:events';
import { join } from 'node:path';
import { createLogger } from '../src/audit/logger.ts';
import { colours, print, reportError } from '../src/cli/output.ts';
import { endOnSignal } from '../src/cli/serve.ts';
import { startGateway } from '../src/gateway.ts';
import { type Credentials, prepare } from './prepare.ts';
import { createUpstream } from './upstream.ts';

const UPSTREAM_PORT = 9101;

try {
  const credentials = await prepare(Date.now());
  const upstream = createUpstream().listen(UPSTREAM_PORT, '127.0.0.1');
  await once(upstream, 'listening');
  const logger = createLogger({
    level: 'warn',
    json: false,
    colors: colours.isColorSupported,
    stream: process.stderr,
  });
  const gateway = await startGateway(join(import.meta.dirname, 'regate.yaml'), { env: process.env, logger });
  endOnSignal(gateway, logger);
  introduce(gateway.addresses[0]!, gateway.admin, credentials);
} catch (error) {
  process.exit(reportError(error, { json: false }));
}

function introduce(url: string, admin: string, { alice, bob, partner }: Credentials): void {
  const title = (text: string) => colours.bold(text);
  print(`${colours.green('ready')} ${url} admin ${admin}

${title('1. Allowed.')} Alice is an editor:

curl -i -H 'authorization: Bearer ${alice}' ${url}/api/v1/items/1

${title('2. Denied, with the reason.')} Bob is a viewer:

curl -i -X DELETE -H 'authorization: Bearer ${bob}' ${url}/api/v1/items/1

${title('3. Limited.')} A partner may ask five times a minute; the sixth answer is 429:

for i in 1 2 3 4 5 6; do curl -s -o /dev/null -w '%{http_code}\\n' -H 'x-api-key: ${partner}' ${url}/api/v1/items/1; done

The policy is in policies/, each decision is in .regate/demo/decisions.jsonl. Ctrl-C ends it.`);
}

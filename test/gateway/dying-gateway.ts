// A gateway that ends itself as kill -9 would, before or after a step of an activation: dying-gateway.ts FILE STEP before|after.
import { createLogger } from '../../src/audit/logger.ts';
import { type StepName, Steps } from '../../src/bundle/status.ts';
import { startGateway } from '../../src/gateway.ts';

const [file = '', fatal, moment] = process.argv.slice(2);
const run = Steps.prototype.run;

Steps.prototype.run = async function <T>(this: Steps, name: StepName, task: () => T | Promise<T>): Promise<T> {
  if (name === fatal && moment === 'before') process.kill(process.pid, 'SIGKILL');
  const result = await run.call(this, name, task);
  if (name === fatal && moment === 'after') process.kill(process.pid, 'SIGKILL');
  return result as T;
};

await startGateway(file, { env: {}, logger: createLogger({ level: 'info', json: true, stream: process.stderr }) });

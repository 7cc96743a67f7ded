import type { Command } from 'commander';
import { createLogger, type Logger } from '../audit/logger.ts';
import { type Gateway, startGateway } from '../gateway.ts';
import { colours, EXIT, print } from './output.ts';

interface Options {
  readonly config: string;
  readonly logLevel: 'error' | 'warn' | 'info' | 'debug';
  readonly json?: boolean;
}

const AFTER = `
It prints one line "ready" with the addresses when it accepts requests; what happens later goes to standard error.
SIGTERM and SIGINT let requests in flight finish and end it with exit code 0; a second signal ends it at once with 1.`;

/** `regate serve`: runs the gateway until it is told to end. */
export function registerServe(program: Command): void {
  program
    .command('serve')
    .description('run the gateway')
    .option('-c, --config <file>', 'configuration file', 'regate.yaml')
    .option('--log-level <level>', 'error, warn, info or debug', 'info')
    .option('--json', 'print "ready" and the log as JSON, a line each')
    .addHelpText('after', AFTER)
    .action(async ({ config, logLevel, json }: Options) => {
      const logger = createLogger({
        level: logLevel,
        json: json === true,
        colors: colours.isColorSupported && process.stderr.isTTY,
        stream: process.stderr,
      });
      const gateway = await startGateway(config, { env: process.env, logger, print: logLevel === 'debug' });
      endOnSignal(gateway, logger);
      const { addresses, admin } = gateway;
      if (json) print(JSON.stringify({ ready: true, listeners: addresses, admin }));
      else print(`${colours.green('ready')} ${addresses.join(' ')} admin ${admin}`);
    });
}

/** The process ends with its gateway; a second signal does not wait for it. */
export function endOnSignal(gateway: Gateway, logger: Logger): void {
  let ending = false;
  const end = async (signal: string) => {
    if (ending) process.exit(EXIT.found);
    ending = true;
    logger.info(`${signal}: requests in flight may finish, then it ends`);
    await gateway.close();
    process.exit(EXIT.done);
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}

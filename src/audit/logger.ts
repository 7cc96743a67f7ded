import { createLogger as createWinston, format, transports } from 'winston';
import { jsonString, jsonText } from './json.ts';

/** Facts beside a message, by name. */
export type LogFields = Readonly<Record<string, unknown>>;

/** The operator's log of the gateway itself: what it does and what is wrong with it, not what requests it served. */
export interface Logger {
  error(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
}

export interface LoggerOptions {
  readonly level: 'error' | 'warn' | 'info' | 'debug';
  /** One JSON object a line; false: one line for people. */
  readonly json: boolean;
  /** Whether levels are coloured, where `json` is false. */
  readonly colors?: boolean;
  readonly stream: NodeJS.WritableStream;
}

/** A logger that writes lines to `stream`. Nothing in a message or field can begin a new line or reach the terminal. */
export function createLogger({ level, json, colors = false, stream }: LoggerOptions): Logger {
  const colorizer = format.colorize();
  const line = format.printf(({ level, message, fields, timestamp }) => {
    const head = { time: timestamp, level, message };
    if (json) return jsonText({ ...head, ...(fields as LogFields), ...head })!;
    const name = level.padEnd(5);
    const text = jsonString(String(message)).slice(1, -1).replaceAll('\\"', '"');
    const facts = Object.entries((fields ?? {}) as LogFields).map(([key, value]) => ` ${key}=${plainText(value)}`);
    const clock = String(timestamp).slice(11, 19);
    return `${clock} ${colors ? colorizer.colorize(level, name) : name} ${text}${facts.join('')}`;
  });
  const logger = createWinston({
    level,
    format: format.combine(format.timestamp(), line),
    transports: [new transports.Stream({ stream, eol: '\n' })],
  });
  const write = (level: LoggerOptions['level']) => (message: string, fields?: LogFields) => {
    logger.log({ level, message, ...(fields && { fields }) });
  };
  return { error: write('error'), warn: write('warn'), info: write('info'), debug: write('debug') };
}

function plainText(value: unknown): string {
  const text = jsonText(value) ?? 'undefined';
  return typeof value === 'string' && /^[\w.:/@+-]+$/.test(value) ? value : text;
}

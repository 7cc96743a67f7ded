import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { type Finding, GatewayError } from '../errors.ts';
import { checkDocument } from './check.ts';
import { compile } from './compile.ts';
import { type Environment, substitute } from './environment.ts';
import { readNamedFiles, sha256 } from './files.ts';
import { freeze } from './freeze.ts';
import { formatPath, type Problem } from './path.ts';
import type { GatewayConfig } from './types.ts';
import { validateDocument } from './validate.ts';
import { parseYaml, type YamlDocument } from './yaml.ts';

export interface LoadOptions {
  /** Where `${NAME}` is looked up. */
  readonly env: Environment;
}

/**
 * Reads a configuration file and everything that it names, checks all of it and gives the one frozen value that the
 * gateway works with; it can be posted to workers.
 *
 * Throws GatewayError config_invalid with a finding for each thing that is wrong. Its message has them all, a line each.
 */
export async function loadConfig(file: string, { env }: LoadOptions): Promise<GatewayConfig> {
  const path = resolve(file);
  const text = await read(path);
  const yaml = parseYaml(text, path);
  const { value, problems } = substitute(yaml.value, env);
  const checked = validateDocument(value, yaml.value);
  const missing = new Set(problems.map(({ path }) => formatPath(path)));
  problems.push(...checked.problems.filter(({ path }) => !missing.has(formatPath(path))));
  if (problems.length > 0 || !checked.document) throw invalid(problems, yaml);

  const { document } = checked;
  const files = await readNamedFiles(document, dirname(path));
  problems.push(...checkDocument(document), ...files.problems);
  if (problems.length > 0) throw invalid(problems, yaml);

  const surroundings = { file: path, cores: availableParallelism(), platform: process.platform };
  const digest = sha256(JSON.stringify([sha256(text), files.digests]));
  return freeze({ ...compile(document, surroundings), digest, files: files.digests });
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : message;
    const findings = [{ file, code: 'file', message: reason }];
    throw new GatewayError('config_invalid', `${file}: ${reason}`, { findings, cause: error });
  }
}

function invalid(problems: readonly Problem[], yaml: YamlDocument): GatewayError {
  const findings = problems.map(({ code, path, key, message }): Finding => {
    const place = formatPath(path);
    return { ...yaml.locate(path, key), code, message: place === '' ? message : `${place}: ${message}` };
  });
  findings.sort((a, b) => (a.row ?? 0) - (b.row ?? 0) || (a.col ?? 0) - (b.col ?? 0));
  const lines = findings.map(({ file, row, col, message }) => `${file}:${row}:${col}: ${message}`);
  return new GatewayError('config_invalid', lines.join('\n'), { findings });
}

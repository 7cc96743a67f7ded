import { randomBytes } from 'node:crypto';
import { link, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GatewayError } from '../errors.ts';

const SECRET_BYTES = 32;
/** Short ones could be guessed; this is 128 bits in base64url. */
const MIN_LENGTH = 22;

/**
 * The secret in `file`, which is `name`, as `admin token`. Throws GatewayError `config_invalid` where others may read the
 * file or it holds no secret, and undefined where there is no file.
 */
export async function readSecret(file: string, name: string): Promise<string | undefined> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw invalid(name, `${file} cannot be read: ${error.message}`);
  });
  if (handle === undefined) return undefined;
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw invalid(name, `${file} is not a regular file`);
    const others = stats.mode & 0o077;
    if (others !== 0 && process.platform !== 'win32') {
      throw invalid(
        name,
        `${file} is open to other users (mode ${(stats.mode & 0o777).toString(8)}): run chmod 600 ${file}`,
      );
    }
    const secret = (await handle.readFile('utf8')).trim();
    if (secret.length >= MIN_LENGTH && /^[\w.~+/-]+=*$/.test(secret)) return secret;
    throw invalid(
      name,
      `${file} holds no secret of at least ${MIN_LENGTH} characters: remove it and a new one is made`,
    );
  } finally {
    await handle.close();
  }
}

/** The secret in `file`; where there is none yet, a new random one, kept with mode 0600. Throws as `readSecret`. */
export async function ensureSecret(file: string, name: string): Promise<string> {
  const existing = await readSecret(file, name);
  if (existing !== undefined) return existing;
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    return await createWhole(file, name, secret);
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    throw invalid(name, `${file} cannot be written: ${(error as Error).message}`);
  }
}

/** The file appears with its whole content, or not at all; where another process was faster, its secret counts. */
async function createWhole(file: string, name: string, secret: string): Promise<string> {
  const draft = `${file}.${randomBytes(6).toString('hex')}.draft`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(`${secret}\n`);
    await handle.sync();
    await link(draft, file);
    return secret;
  } catch (error) {
    const faster = (error as NodeJS.ErrnoException).code === 'EEXIST' ? await readSecret(file, name) : undefined;
    if (faster === undefined) throw error;
    return faster;
  } finally {
    await handle.close();
    await rm(draft, { force: true });
  }
}

function invalid(name: string, message: string): GatewayError {
  return new GatewayError('config_invalid', `${name}: ${message}`);
}

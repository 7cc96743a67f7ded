import { randomBytes } from 'node:crypto';
import { link, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GatewayError } from '../errors.ts';

const TOKEN_BYTES = 32;
/** Short tokens could be guessed; this is 128 bits in base64url. */
const MIN_LENGTH = 22;

/**
 * The admin token in `file`. Throws GatewayError `config_invalid` where others may read the file or it holds no token,
 * and undefined where there is no file.
 */
export async function readToken(file: string): Promise<string | undefined> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw invalid(`${file} cannot be read: ${error.message}`);
  });
  if (handle === undefined) return undefined;
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw invalid(`${file} is not a regular file`);
    const others = stats.mode & 0o077;
    if (others !== 0 && process.platform !== 'win32') {
      throw invalid(`${file} is open to other users (mode ${(stats.mode & 0o777).toString(8)}): run chmod 600 ${file}`);
    }
    const token = (await handle.readFile('utf8')).trim();
    if (token.length >= MIN_LENGTH && /^[\w.~+/-]+=*$/.test(token)) return token;
    throw invalid(`${file} holds no token of at least ${MIN_LENGTH} characters: remove it and a new one is made`);
  } finally {
    await handle.close();
  }
}

/** The admin token in `file`; where there is none yet, a new random one, kept with mode 0600. Throws as `readToken`. */
export async function ensureToken(file: string): Promise<string> {
  const existing = await readToken(file);
  if (existing !== undefined) return existing;
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    return await createWhole(file, token);
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    throw invalid(`${file} cannot be written: ${(error as Error).message}`);
  }
}

/** The file appears with its whole content, or not at all; where another process was faster, its token counts. */
async function createWhole(file: string, token: string): Promise<string> {
  const draft = `${file}.${randomBytes(6).toString('hex')}.draft`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(`${token}\n`);
    await handle.sync();
    await link(draft, file);
    return token;
  } catch (error) {
    const faster = (error as NodeJS.ErrnoException).code === 'EEXIST' ? await readToken(file) : undefined;
    if (faster === undefined) throw error;
    return faster;
  } finally {
    await handle.close();
    await rm(draft, { force: true });
  }
}

function invalid(message: string): GatewayError {
  return new GatewayError('config_invalid', `admin token: ${message}`);
}

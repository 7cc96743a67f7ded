import { GatewayError } from '../../errors.ts';
import { type GitFolder, git } from './git-program.ts';

/** The first that takes settings from the environment, without which nothing would be hardened, and knows ssh's keys. */
const OLDEST = [2, 34] as const;

let sufficient = false;

/** Makes sure that there is a git that is new enough. Throws GatewayError bundle_unreadable with what to do. */
export async function requireGit(folder: GitFolder): Promise<void> {
  if (sufficient) return;
  const said = (await git(folder, ['version'])).toString().trim();
  const [major = 0, minor = 0] = (/\d+\.\d+/.exec(said)?.[0] ?? '').split('.').map(Number);
  sufficient = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
  if (sufficient) return;
  throw new GatewayError('bundle_unreadable', `git ${OLDEST.join('.')} or newer is needed, and this is ${said}`);
}

import { GatewayError } from '../../errors.ts';
import { isSource, SOURCE_LIMITS, type SourceFile } from '../../toolchain/sources.ts';
import { type GitFolder, git } from './git-program.ts';

/** One entry of a folder in a commit. */
export interface GitEntry {
  /** As `100644`, `040000`, `120000` (a symbolic link), `160000` (a submodule). */
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
  /** Id of the object: equal ids are equal content. */
  readonly id: string;
  /** Bytes; of a blob only. */
  readonly size: number;
  readonly path: string;
}

/** The folder or file at `path` in a commit; the empty path is the whole of it. Throws GatewayError bundle_unreadable. */
export async function findEntry(folder: GitFolder, commit: string, path: string): Promise<GitEntry> {
  if (path === '') {
    const id = await git(folder, ['rev-parse', '--verify', '--end-of-options', `${commit}^{tree}`]);
    return { mode: '040000', type: 'tree', id: id.toString().trim(), size: 0, path };
  }
  const listed = await git(folder, ['ls-tree', '-z', '-l', '--full-tree', commit, '--', path]);
  const [entry] = parseEntries(listed);
  if (entry !== undefined) return entry;
  throw new GatewayError('bundle_unreadable', `commit ${commit} has no ${path}`);
}

/**
 * The policy's files of a folder in a commit, in memory; nothing is checked out. Hidden folders are passed over. Links and
 * submodules are refused: what they lead to is not in the commit.
 *
 * @param tree id of the folder
 * @throws GatewayError bundle_unreadable
 */
export async function readTree(folder: GitFolder, tree: string): Promise<SourceFile[]> {
  const listed = await git(folder, ['ls-tree', '-r', '-z', '-l', '--full-tree', tree]);
  const entries = parseEntries(listed).filter(({ path }) => !isHidden(path));
  const odd = entries.find(({ mode }) => mode === '120000' || mode === '160000');
  if (odd) {
    const kind = odd.mode === '120000' ? 'a symbolic link' : 'a submodule';
    throw new GatewayError(
      'bundle_unreadable',
      `${odd.path} is ${kind}: put the files there, or name another \`path\``,
    );
  }
  const wanted = entries.filter(({ path }) => isSource(path));
  const total = wanted.reduce((sum, { size }) => sum + size, 0);
  const { files, bytes } = SOURCE_LIMITS;
  if (wanted.length > files || total > bytes) {
    throw new GatewayError('bundle_unreadable', `the folder has more than ${files} files or ${bytes} bytes`);
  }
  return readBlobs(folder, wanted);
}

/** The contents of files, all at once. Throws GatewayError bundle_unreadable. */
export async function readBlobs(folder: GitFolder, entries: readonly GitEntry[]): Promise<SourceFile[]> {
  const expected = entries.reduce((sum, { size }) => sum + size + 128, 0);
  const input = entries.map(({ id }) => `${id}\n`).join('');
  const output = await git(folder, ['cat-file', '--batch'], { input, maxOutput: expected });
  let position = 0;
  return entries.map(({ id, size, path }) => {
    // Each comes as `ID blob SIZE`, a line feed, its bytes and another line feed.
    const start = output.indexOf('\n', position) + 1;
    const head = output.subarray(position, start - 1).toString();
    if (head !== `${id} blob ${size}`) throw new GatewayError('bundle_unreadable', `${path} cannot be read: ${head}`);
    position = start + size + 1;
    const bytes = new Uint8Array(output.subarray(start, start + size));
    if (!isPointer(bytes)) return { path, bytes };
    throw new GatewayError(
      'bundle_unreadable',
      `${path} is kept with Git LFS: a policy has to be in the commit itself`,
    );
  });
}

function parseEntries(listed: Buffer): GitEntry[] {
  return listed
    .toString()
    .split('\0')
    .slice(0, -1)
    .map((line) => {
      const tab = line.indexOf('\t');
      const [mode, type, id, size] = line.slice(0, tab).split(/ +/) as [string, GitEntry['type'], string, string];
      return { mode, type, id, size: Number(size) || 0, path: line.slice(tab + 1) };
    });
}

function isHidden(path: string): boolean {
  const folders = path.split('/').slice(0, -1);
  return folders.some((name) => name.startsWith('.') || name === 'node_modules');
}

const POINTER = Buffer.from('version https://git-lfs.github.com/spec/');

function isPointer(bytes: Uint8Array): boolean {
  return POINTER.equals(bytes.subarray(0, POINTER.length));
}

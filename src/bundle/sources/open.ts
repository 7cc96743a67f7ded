import type { SourceConfig } from '../../config/types.ts';
import { GitSource } from './git.ts';
import { HttpSource } from './http.ts';
import { PathSource } from './path.ts';
import type { Source } from './source.ts';

/**
 * The source that a configuration names.
 *
 * @param folder that is the source's own; what it keeps there need not outlive the process
 */
export function openSource(config: SourceConfig, folder: string): Source {
  switch (config.kind) {
    case 'path':
      return new PathSource(config.path);
    case 'git':
      return new GitSource(config, { folder });
    case 'http':
      return new HttpSource(config);
  }
}

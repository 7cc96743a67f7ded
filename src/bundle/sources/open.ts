import type { SourceConfig } from '../../config/types.ts';
import { GatewayError } from '../../errors.ts';
import { PathSource } from './path.ts';
import type { Source } from './source.ts';

/** The source that a configuration names. */
export function openSource(config: SourceConfig): Source {
  switch (config.kind) {
    case 'path':
      return new PathSource(config.path);
    default:
      throw new GatewayError('config_invalid', `a source of kind ${config.kind} cannot be opened`);
  }
}

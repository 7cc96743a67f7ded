import type { GatewayConfig, RouteConfig } from '../config/types.ts';
import type { Subject } from '../identity/subject.ts';

/** The outcome of a successful authentication. */
export interface Authentication {
  readonly subject: Subject;
  /** Lower-case name of the header field that carried the verified credential. */
  readonly credentialHeader?: string;
}

export interface AuthenticatorOptions {
  /** Unix milliseconds. */
  readonly now: () => number;
  /** What served the generation before; state of unchanged issuers is taken over. */
  readonly previous?: Authenticator;
  readonly fetch?: typeof globalThis.fetch;
}

export class Authenticator {
  static async create(_config: GatewayConfig, _options: AuthenticatorOptions): Promise<Authenticator> {
    throw new Error('under construction');
  }

  authenticate(
    _request: { header(name: string): string | undefined },
    _route: RouteConfig,
  ): Authentication | Promise<Authentication> {
    throw new Error('under construction');
  }

  close(): void {}
}

import { hash } from 'node:crypto';
import type { RouteConfig } from '../config/types.ts';
import { GatewayError, toGatewayError } from '../errors.ts';
import type { ApiKeySet } from '../identity/api-keys.ts';
import { Authorities, type AuthoritiesConfig } from '../identity/authorities.ts';
import type { Issuer } from '../identity/issuer.ts';
import type { SourceStatus } from '../identity/source.ts';
import { ANONYMOUS, type Subject } from '../identity/subject.ts';
import { readToken, refused } from '../identity/token.ts';
import type { CanonicalRequest } from './receive.ts';

/** The outcome of a successful authentication. */
export interface Authentication {
  readonly subject: Subject;
  /** Lower-case name of the header field that carried the verified credential. */
  readonly credentialHeader?: string;
}

/** The part of the configuration that matters here. */
export type AuthenticatorConfig = AuthoritiesConfig & {
  readonly routes: readonly Pick<RouteConfig, 'id' | 'authenticate'>[];
};

export interface AuthenticatorOptions {
  /** Unix milliseconds. */
  readonly now: () => number;
  /** What served the generation before; keys and remembered tokens of unchanged issuers are taken over. */
  readonly previous?: Authenticator;
  /** Gets key sets. */
  readonly fetch?: typeof globalThis.fetch;
}

/** What a route accepts. */
interface Acceptance {
  readonly issuers: readonly Issuer[];
  readonly apiKeys: readonly ApiKeySet[];
  /** Header fields that carry API keys. */
  readonly keyHeaders: readonly string[];
  /** Scheme of the challenge in a refusal. */
  readonly scheme: string;
}

/** Characters; nothing is computed over a longer token. */
const MAX_TOKEN_LENGTH = 8192;
const NOBODY: Authentication = Object.freeze({ subject: ANONYMOUS });

/** The stage that turns a credential into a subject. */
export class Authenticator {
  readonly #authorities: Authorities;
  readonly #routes: ReadonlyMap<string, Acceptance>;
  readonly #now: () => number;

  /** @throws GatewayError config_invalid where a key file cannot be used */
  static async create(config: AuthenticatorConfig, options: AuthenticatorOptions): Promise<Authenticator> {
    const { now, previous, fetch = globalThis.fetch } = options;
    const shared = previous && { previous: previous.#authorities };
    const authorities = await Authorities.open(config, { now, fetch, ...shared });
    try {
      const routes = config.routes.map((route) => [route.id, acceptanceOf(route, authorities)] as const);
      return new Authenticator(authorities, new Map(routes), now);
    } catch (error) {
      authorities.close();
      throw error;
    }
  }

  private constructor(authorities: Authorities, routes: ReadonlyMap<string, Acceptance>, now: () => number) {
    this.#authorities = authorities;
    this.#routes = routes;
    this.#now = now;
  }

  /**
   * The subject of a request. A credential is a token in `Authorization: Bearer` (RFC 6750) where the route names issuers,
   * and an API key in its header field where the route names key sets; a route that names neither takes everybody as
   * anonymous and looks at nothing. More than one credential is refused: which one counts must not be a guess.
   *
   * @returns The value itself for a token that was verified before and for an API key; else a promise of it.
   * @throws GatewayError unauthenticated | identity_unavailable, or rejects with them
   */
  authenticate(
    request: Pick<CanonicalRequest, 'header'>,
    route: Pick<RouteConfig, 'id'>,
  ): Authentication | Promise<Authentication> {
    const accepted = this.#routes.get(route.id);
    if (!accepted) throw new GatewayError('internal', `route ${route.id} is not of this configuration`);
    const { issuers, apiKeys, keyHeaders } = accepted;
    if (issuers.length === 0 && apiKeys.length === 0) return NOBODY;

    const token = issuers.length === 0 ? undefined : bearerToken(request.header('authorization'));
    let credentials = token === undefined ? 0 : 1;
    let keyHeader = '';
    for (const name of keyHeaders) {
      if (request.header(name) === undefined) continue;
      credentials += 1;
      keyHeader = name;
    }
    if (credentials === 0) throw challenge(refused('The request carries no accepted credential'), accepted);
    if (credentials > 1) {
      throw challenge(refused('The request carries more than one credential'), accepted, 'invalid_request');
    }
    if (token !== undefined) return this.#byToken(token, accepted);
    return this.#byApiKey(keyHeader, request.header(keyHeader)!, accepted);
  }

  /** How up to date the keys of each issuer are, by its name. */
  get status(): Record<string, SourceStatus> {
    return this.#authorities.status;
  }

  /** Ends the fetches of keys that no other generation waits for. */
  close(): void {
    this.#authorities.close();
  }

  #byToken(token: string, accepted: Acceptance): Authentication | Promise<Authentication> {
    if (token.length > MAX_TOKEN_LENGTH) throw challenge(refused('The token is too long'), accepted, 'invalid_token');
    const digest = hash('sha256', token);
    const now = this.#now();
    for (const issuer of accepted.issuers) {
      const subject = issuer.recall(digest, now);
      if (subject) return { subject, credentialHeader: 'authorization' };
    }
    return verify(token, digest, accepted);
  }

  #byApiKey(header: string, key: string, accepted: Acceptance): Authentication {
    for (const keys of accepted.apiKeys) {
      const subject = keys.config.header === header ? keys.find(key, this.#now()) : undefined;
      if (subject) return { subject, credentialHeader: header };
    }
    throw challenge(refused('The API key is not known or has expired'), accepted, 'invalid_token');
  }
}

async function verify(token: string, digest: string, accepted: Acceptance): Promise<Authentication> {
  try {
    const unverified = readToken(token);
    // What the token says of its issuer only chooses the keys that it has to be signed with.
    const issuer = accepted.issuers.find(({ config }) => config.issuer === unverified.claims.iss);
    if (!issuer) throw refused('The route does not accept the issuer of the token');
    return { subject: await issuer.verify(unverified, digest), credentialHeader: 'authorization' };
  } catch (thrown) {
    throw challenge(toGatewayError(thrown), accepted, 'invalid_token');
  }
}

function acceptanceOf(route: AuthenticatorConfig['routes'][number], authorities: Authorities): Acceptance {
  const issuers: Issuer[] = [];
  const apiKeys: ApiKeySet[] = [];
  for (const name of route.authenticate) {
    const issuer = authorities.issuer(name);
    const keys = authorities.apiKeys(name);
    if (!issuer && !keys) throw invalid(route, `there is no issuer and no key set of the name ${name}`);
    if (keys) apiKeys.push(keys);
    if (!issuer) continue;
    const twin = issuers.find(({ config }) => config.issuer === issuer.config.issuer);
    if (twin) throw invalid(route, `${twin.config.name} and ${name} are the same issuer; a token could be of either`);
    issuers.push(issuer);
  }
  const keyHeaders = [...new Set(apiKeys.map(({ config }) => config.header))];
  return { issuers, apiKeys, keyHeaders, scheme: issuers.length > 0 ? 'Bearer' : 'ApiKey' };
}

function invalid(route: { readonly id: string }, message: string): GatewayError {
  return new GatewayError('config_invalid', `route ${route.id}: ${message}`);
}

/** The token of RFC 6750, section 2.1; undefined where the field is absent or of another scheme. */
function bearerToken(field: string | undefined): string | undefined {
  if (field === undefined || field.length < 7 || field.charCodeAt(6) !== 0x20) return undefined;
  return field.slice(0, 6).toLowerCase() === 'bearer' ? field.slice(7) : undefined;
}

/** A refusal with the challenge that a 401 needs (RFC 6750, section 3); other errors as they are. */
function challenge(error: GatewayError, { scheme }: Acceptance, reason?: string): GatewayError {
  if (error.code !== 'unauthenticated') return error;
  const value = reason === undefined ? `${scheme} realm="regate"` : `${scheme} realm="regate", error="${reason}"`;
  return new GatewayError('unauthenticated', error.message, {
    headers: { 'www-authenticate': value },
    cause: error.cause,
  });
}

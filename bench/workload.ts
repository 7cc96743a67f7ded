import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createIssuerKey, mintToken } from '../src/identity/mint.ts';

/** How a policy finds the grant: by trying the globs of all grants of the subject's roles, or by the route's id. */
export type Style = 'globs' | 'lookup';

const ROLES = 200;
const GRANTS = 10;
const SUBJECTS = 500;
/** One request in so many is denied. */
const DENIED = 20;
const ISSUER = 'https://issuer.bench';

const POLICIES: Readonly<Record<Style, string>> = {
  globs: `package gateway

# METADATA
# entrypoint: true
decision := {"allow": allow, "limits": [{"id": "subject", "key": input.subject.id, "rate": 1000000, "per": "1s"}]}

default allow := false

allow if {
	some role in input.subject.claims.roles
	some grant in data.roles[role]
	input.request.method in grant.methods
	glob.match(grant.path, ["/"], input.request.path)
}
`,
  lookup: `package gateway

# METADATA
# entrypoint: true
decision := {"allow": allow, "limits": [{"id": "subject", "key": input.subject.id, "rate": 1000000, "per": "1s"}]}

default allow := false

allow if {
	some role in input.subject.claims.roles
	data.roles[role][input.route.id][input.request.method]
}
`,
};

export interface Workload {
  /** The gateway's configuration. */
  readonly config: string;
  /** For rotate.lua: a line `path token` a request. */
  readonly requests: string;
}

/** Writes policy, data, keys, tokens and configuration of a workload into a folder. */
export async function writeWorkload(folder: string, style: Style, upstream: string, port: number): Promise<Workload> {
  await mkdir(join(folder, 'policies'), { recursive: true });
  const { privateKey, keySet } = await createIssuerKey('ES256');
  const write = (name: string, text: string) => writeFile(join(folder, name), text);
  await write('policies/gateway.rego', POLICIES[style]);
  await write('policies/data.json', JSON.stringify({ roles: rolesFor(style) }));
  await write('jwks.json', JSON.stringify(keySet));
  await write('requests.txt', await requests(JSON.stringify(privateKey)));
  await write('regate.yaml', JSON.stringify(configuration(upstream, port)));
  return { config: join(folder, 'regate.yaml'), requests: join(folder, 'requests.txt') };
}

function rolesFor(style: Style): Record<string, unknown> {
  const roles: Record<string, unknown> = {};
  for (let role = 0; role < ROLES; role++) {
    const grants = Array.from({ length: GRANTS }, (_, grant) => ({
      path: `${pathOf(role, grant)}/*`,
      methods: ['GET'],
    }));
    roles[`role${role}`] = style === 'globs' ? grants : { [routeOf(role)]: { GET: true } };
  }
  return roles;
}

/** Areas of the API; each is a route of its own, and a role opens one of them. */
const AREAS = 20;

function routeOf(role: number): string {
  return `area${role % AREAS}`;
}

function pathOf(role: number, grant: number): string {
  return `/api/${routeOf(role)}/role${role}/kind${grant}`;
}

function rolesOf(subject: number): number[] {
  return [0, 67, 133].map((step) => (subject + step) % ROLES);
}

async function requests(key: string): Promise<string> {
  const lines: string[] = [];
  for (let subject = 0; subject < SUBJECTS; subject++) {
    const roles = rolesOf(subject);
    const claims = { roles: roles.map((role) => `role${role}`), email: `subject${subject}@bench.example` };
    const order = { issuer: ISSUER, audience: ['api'], subject: `subject-${subject}`, scopes: ['api'], claims };
    const token = await mintToken(key, { ...order, lifetime: 24 * 3_600_000 }, Date.now());
    const denied = subject % DENIED === 0;
    // The last of the subject's roles, so that a policy that tries them in turn tries them all.
    const role = denied ? roles[0]! + 1 : roles[2]!;
    lines.push(`${pathOf(role % ROLES, subject % GRANTS)}/item${subject} ${token}`);
  }
  return `${lines.join('\n')}\n`;
}

function configuration(upstream: string, port: number): object {
  const routes = Array.from({ length: AREAS }, (_, area) => ({
    id: `area${area}`,
    match: { path: `/api/area${area}/**`, methods: ['GET'] },
    authenticate: ['bench'],
    bundle: 'main',
    upstream: 'main',
  }));
  return {
    listeners: [{ address: '127.0.0.1', port }],
    admin: { address: '127.0.0.1', port: port + 1, token_file: './state/admin-token' },
    workers: 1,
    bundles: { main: { source: { path: './policies' }, entrypoint: 'gateway/decision' } },
    issuers: { bench: { issuer: ISSUER, audience: 'api', algorithms: ['ES256'], jwks: { file: './jwks.json' } } },
    upstreams: { main: { endpoints: [upstream] } },
    routes,
    audit: { file: { path: './decisions.jsonl', max_size: '1GiB' } },
    state_dir: './state',
    shutdown: { delay: '0s' },
  };
}

import { BIG_DATA_INPUTS, BIG_DATA_POLICY, bigData } from './big-data.ts';

/** A thousand ways to be allowed, each for a route and a method. */
const RULES = Array.from(
  { length: 1000 },
  (_, i) => `rules_allow if {
	input.route.id == "resource-${i}"
	input.request.method == "${i % 2 === 0 ? 'GET' : 'POST'}"
}
`,
).join('\n');

/** The policy of most cases; one rule a case. */
export const POLICY = `package bench

import rego.v1

tiny := {"allow": input.request.method == "GET"}

lookup := {"allow": lookup_allow}

default lookup_allow := false

lookup_allow if {
	some role in input.subject.claims.roles
	input.request.method in data.by_route[role][input.route.id]
}

prefixes := {"allow": prefixes_allow}

default prefixes_allow := false

prefixes_allow if {
	some role in input.subject.claims.roles
	some grant in data.roles[role]
	startswith(input.request.path, grant.prefix)
	input.request.method in grant.methods
}

globs := {"allow": globs_allow}

default globs_allow := false

globs_allow if {
	some role in input.subject.claims.roles
	some grant in data.roles[role]
	glob.match(grant.path, ["/"], input.request.path)
	input.request.method in grant.methods
}

patterns := {"allow": patterns_allow}

default patterns_allow := false

patterns_allow if {
	regex.match(\`^/api/v[0-9]+/(items|orders)/[a-z0-9-]+$\`, input.request.path)
	regex.match(\`^[a-z]+@example\\.(com|org)$\`, input.subject.id)
}

body := {"allow": body_allow}

default body_allow := false

body_allow if {
	every item in input.request.body.json.items {
		item.price > 0
		item.quantity < 100
	}
}

rules := {"allow": rules_allow}

default rules_allow := false

${RULES}`;

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'];
const ROLES = 200;
const GRANTS = 10;

/** Three shapes of paths, of 400 resources; a role has ten of them. */
function grant(role: number, n: number) {
  const resource = (role * 7 + n * 13) % 400;
  const prefix = `/api/v1/resource-${resource}/`;
  const path = [`${prefix}**`, `${prefix}*/items/*`, `${prefix}*`][n % 3] as string;
  return { resource, prefix, path, methods: [METHODS[n % 4] as string, 'HEAD'] };
}

const roles: Record<string, unknown> = {};
const byRoute: Record<string, Record<string, string[]>> = {};
for (let role = 0; role < ROLES; role++) {
  const grants = Array.from({ length: GRANTS }, (_, n) => grant(role, n));
  roles[`role-${role}`] = grants.map(({ prefix, path, methods }) => ({ prefix, path, methods }));
  byRoute[`role-${role}`] = Object.fromEntries(
    grants.map(({ resource, methods }) => [`resource-${resource}`, methods]),
  );
}
export const DATA = { roles, by_route: byRoute };

/** 500 subjects of three roles each; every twentieth asks for what nobody may. */
const requests = Array.from({ length: 500 }, (_, i) => {
  const own = (i * 17) % ROLES;
  const { resource, methods } = grant(own, i % GRANTS);
  const rest = [`a/${i}`, `${i}/items/7`, `${i}`][(i % GRANTS) % 3];
  const denied = i % 20 === 0;
  return {
    request: {
      id: `request-${i}`,
      method: methods[0],
      host: 'api.example.com',
      path: denied ? `/admin/${i}` : `/api/v1/resource-${resource}/${rest}`,
      headers: { 'user-agent': 'bench/1.0', accept: '*/*', 'x-request-id': `${i}` },
      query: {},
    },
    route: { id: denied ? 'admin' : `resource-${resource}`, params: {}, labels: {} },
    subject: {
      kind: 'jwt',
      id: `user${i}@example.com`.replace(/\d/g, 'x'),
      issuer: 'corp',
      scopes: ['read'],
      claims: {
        iss: 'https://issuer.example',
        roles: [`role-${(i * 3) % ROLES}`, `role-${(i * 29) % ROLES}`, `role-${own}`],
      },
    },
    client: { address: '192.0.2.7' },
  };
});

const items = Array.from({ length: 100 }, (_, i) => ({
  id: `item-${i}`,
  name: `Item number ${i} of the order`,
  price: 10 + i / 4,
  quantity: 1 + (i % 9),
  tags: ['new', 'sale'],
  note: 'x'.repeat(10),
}));
const orders = requests.slice(0, 20).map((input) => ({
  ...input,
  request: { ...input.request, body: { state: 'complete', json: { items } } },
}));
const matching = requests.map((input, i) => ({ ...input, request: { ...input.request, path: `/api/v2/items/${i}` } }));

export interface Case {
  readonly name: string;
  readonly rule: string;
  readonly inputs: readonly object[];
}

/** Cases of one policy and its data. */
export interface Workload {
  readonly policy: string;
  /** JSON text. */
  readonly data: Buffer;
  readonly cases: readonly Case[];
}

const CASES: readonly Case[] = [
  { name: 'tiny rule', rule: 'tiny', inputs: requests },
  { name: 'RBAC by lookup', rule: 'lookup', inputs: requests },
  { name: 'RBAC by prefixes', rule: 'prefixes', inputs: requests },
  { name: 'RBAC by globs', rule: 'globs', inputs: requests },
  { name: 'two regular expressions', rule: 'patterns', inputs: matching },
  { name: '1,000 rules', rule: 'rules', inputs: requests },
  { name: `body of ${JSON.stringify(items).length} bytes`, rule: 'body', inputs: orders },
];

function bigWorkload(megabytes: number): Workload {
  return {
    policy: BIG_DATA_POLICY,
    data: bigData(megabytes * 1e6),
    cases: [{ name: `${megabytes} MB of data`, rule: 'decision', inputs: BIG_DATA_INPUTS }],
  };
}

/** Made when they are wanted: the last one is large. */
export const WORKLOADS: readonly (() => Workload)[] = [
  () => ({ policy: POLICY, data: Buffer.from(JSON.stringify(DATA)), cases: CASES }),
  () => bigWorkload(5),
  () => bigWorkload(100),
];

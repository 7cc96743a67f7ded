/** A file of a new policy, by its path in the policy's folder. */
export type NewFiles = Readonly<Record<string, string>>;

/** The package that every request asks, with its entrypoint: denies unless a rule grants. */
export function entrypointPolicy(name: string): NewFiles {
  return {
    [`${name}/${name}.rego`]: `# METADATA
# title: ${title(name)}
# description: What the gateway asks for each request. Denies unless a rule below allows.
package ${name}

# METADATA
# title: Decision
# description: Always defined; only \`allow\` lets a request pass.
# entrypoint: true
decision := {
	"allow": allow,
	"reasons": sort(reasons),
}

default allow := false

# METADATA
# title: Anybody may read
allow if input.request.method in {"GET", "HEAD"}

reasons contains {"code": "read_only", "message": "Only reading is allowed here.", "public": true} if {
	not allow
}
`,
    [`${name}/${name}_test.rego`]: `package ${name}_test

import data.${name}

test_anybody_may_read if {
	${name}.decision.allow with input.request as {"method": "GET"}
}

test_nobody_may_write if {
	decision := ${name}.decision with input.request as {"method": "POST"}
	not decision.allow
	some reason in decision.reasons
	reason.code == "read_only"
}
`,
    [`cases/${name}.json`]: caseText(),
  };
}

/** A package with one rule of its own, for the entrypoint's package to ask. */
export function rulePolicy(name: string): NewFiles {
  return {
    [`${name}/${name}.rego`]: `# METADATA
# title: ${title(name)}
# description: Say here what this package is about, and who asks it.
package ${name}

# METADATA
# title: Objections
# description: Why a request is not allowed; empty where it is.
objections contains {"code": "${name}_not_known", "message": "Nobody is known here."} if {
	input.subject.kind == "anonymous"
}
`,
    [`${name}/${name}_test.rego`]: `package ${name}_test

import data.${name}

test_a_known_subject_meets_no_objection if {
	count(${name}.objections) == 0 with input.subject as {"kind": "jwt"}
}

test_an_anonymous_one_does if {
	some objection in ${name}.objections with input.subject as {"kind": "anonymous"}
	objection.code == "${name}_not_known"
}
`,
    [`cases/${name}.json`]: caseText(),
  };
}

/** An input to ask the policy about, as a request would give it. */
function caseText(): string {
  const input = {
    request: {
      id: 'case-1',
      method: 'GET',
      path: '/api/items/1',
      segments: ['api', 'items', '1'],
      query: {},
      headers: {},
    },
    route: { id: 'items', params: {}, labels: {} },
    subject: { kind: 'anonymous', id: '', issuer: '', scopes: [], claims: {} },
    client: { address: '192.0.2.1' },
  };
  return `${JSON.stringify(input, null, 2)}\n`;
}

function title(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('_', ' ')}`;
}

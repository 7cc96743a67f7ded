# METADATA
# title: Testing
# description: |
#   People and requests for tests. The file is named as a test, so it is not part of a bundle.
package testing

# METADATA
# title: Alice
# description: An editor.
alice := person("alice", ["editor"])

# METADATA
# title: Bob
# description: A viewer.
bob := person("bob", ["viewer"])

# METADATA
# title: Partner
# description: An API key with the smallest tier.
partner := {
	"kind": "api_key",
	"id": "acme",
	"issuer": "partners",
	"scopes": [],
	"claims": {"roles": ["partner"], "tier": "trial"},
}

# METADATA
# title: Nobody
# description: Somebody without a credential.
nobody := {"kind": "anonymous", "id": "", "issuer": "", "scopes": [], "claims": {}}

# METADATA
# title: Person
# description: Somebody with a token of the issuer corp.
person(id, roles) := {
	"kind": "jwt",
	"id": id,
	"issuer": "corp",
	"scopes": [],
	"claims": {"roles": roles},
}

# METADATA
# title: Request
# description: An input with what the policies read.
request(subject, method, route) := {
	"request": {"method": method},
	"route": {"id": route, "params": {}, "labels": {}},
	"subject": subject,
	"client": {"address": "192.0.2.7"},
}

# METADATA
# title: Order
# description: A request for an order.
order(subject, method, id) := object.union(request(subject, method, "orders"), {"route": {"params": {"id": id}}})

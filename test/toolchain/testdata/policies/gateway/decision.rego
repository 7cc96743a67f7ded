# METADATA
# title: Decisions for the gateway
package gateway

import data.roles

# METADATA
# title: Decision
# description: May the subject of the request do what it asks for?
# entrypoint: true
decision := {"allow": allow, "reasons": reasons}

default allow := false

allow if {
	some role in input.subject.claims.roles
	roles.may(role, input.request.method, input.route.id)
}

reasons contains {"code": "no_role"} if not input.subject.claims.roles

reasons contains {"code": "read_only"} if {
	"reader" in input.subject.claims.roles
	input.request.method != "GET"
}

# METADATA
# title: Gateway
# description: What the gateway asks for each request. The other packages say why; this one puts the answer together.
package gateway

import data.gateway.access
import data.gateway.limits
import data.gateway.obligations

# METADATA
# title: Decision
# description: |
#   Always defined. Only `allow` lets a request pass; reasons are sorted, so that equal decisions are equal texts.
# entrypoint: true
decision := {
	"allow": true,
	"reasons": sort(access.grounds),
	"limits": sort(limits.all),
	"obligations": sort(obligations.headers | obligations.audit),
} if {
	access.allow
} else := {
	"allow": false,
	"reasons": sort(access.objections),
	"obligations": sort(obligations.audit),
}

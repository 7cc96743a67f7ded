# METADATA
# title: Obligations
# description: What the gateway has to do to the request, to the answer and to the decision log.
package gateway.obligations

import data.lib.route
import data.lib.subject

# METADATA
# title: Headers
# description: Edits of the request that the upstream gets, and of the answer that the client gets.
headers contains {"type": "request_headers", "set": {"x-roles": concat(",", sort(subject.roles))}} if {
	count(subject.roles) > 0
}

# What the upstream believes, a client must not be able to send.
headers contains {"type": "request_headers", "remove": ["x-roles"]} if count(subject.roles) == 0

headers contains {"type": "response_headers", "set": {"cache-control": "private"}} if not route.public

headers contains {"type": "response_headers", "remove": ["x-powered-by"]}

# METADATA
# title: Audit
# description: What the decision log must not keep. The address of somebody who did not sign in is personal data.
audit contains {"type": "audit", "mask": ["/input/client/address"]} if not subject.authenticated

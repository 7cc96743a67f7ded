# METADATA
# title: Access
# description: |
#   Who may pass. A route that data calls public lets everybody pass. On any other one, one of the subject's roles has to
#   grant the method, and what the route demands besides has to hold: a scope, or that the subject owns the thing.
#   Every demand is written as what has to hold, never as what must not: what is undefined denies.
package gateway.access

import data.lib.reason
import data.lib.route
import data.lib.subject

default allow := false

# METADATA
# title: Allow
# description: Whether the request may pass.
allow if route.public

allow if {
	granted
	scoped
	owned
	subject.tier
}

# METADATA
# title: Granted
# description: |
#   Whether a role grants the action on the route. It is a look-up by route and action, whose cost does not grow with the
#   number of grants.
granted if count(granting_roles) > 0

# METADATA
# title: Granting roles
# description: The roles of the subject that grant the action on the route.
granting_roles contains role if {
	some role in subject.roles
	data.roles[role].grants[input.route.id][route.action] == true
}

# METADATA
# title: Scoped
# description: Whether the subject has the scope that the route demands, if it demands one.
scoped if not route.scope

scoped if route.scope in subject.scopes

# METADATA
# title: Owned
# description: Whether the subject owns the thing that the path names, if the route demands it.
owned if not route.owned

owned if data.orders[input.route.params.id].owner == subject.key

# METADATA
# title: Grounds
# description: Why a request may pass, for the decision log.
grounds contains reason.internal("public_route", "anybody may use this route") if route.public

grounds contains reason.internal("granted", role) if some role in granting_roles

# METADATA
# title: Objections
# description: |
#   Why a request may not pass: one for each demand that is not met. Clients see the public ones. They explain a denial and
#   never make one.
objections contains reason.public("role_lacks_grant", "None of your roles allows this method here.") if not granted

objections contains reason.public("scope_missing", "Your credential lacks a scope that is needed here.") if not scoped

objections contains reason.public("not_owner", "Only the owner may do this.") if not owned

objections contains reason.internal("tier_unknown", "the credential names a tier that data does not have") if {
	not subject.tier
}

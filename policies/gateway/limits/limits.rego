# METADATA
# title: Limits
# description: How often a subject may pass. All limits of a decision have to grant.
package gateway.limits

import data.lib.route
import data.lib.subject

# METADATA
# title: All
# description: The limit of the subject's tier, and the one of the route if data has one.
all contains object.union({"id": "tier", "key": subject.key}, data.tiers[subject.tier])

all contains object.union({"id": concat(":", ["route", input.route.id]), "key": subject.key}, route.limit)

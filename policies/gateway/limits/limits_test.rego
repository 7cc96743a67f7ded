package gateway.limits_test

import data.gateway.limits
import data.testing

test_a_tier_gives_a_limit_for_each_subject if {
	limits.all == {{"id": "tier", "key": "corp/alice", "rate": 7, "per": "1s", "burst": 2}} with input as testing.request(testing.alice, "GET", "items")
		with data.tiers as {"standard": {"rate": 7, "per": "1s", "burst": 2}}
}

test_who_did_not_sign_in_is_counted_by_address if {
	limits.all == {{"id": "tier", "key": "address/192.0.2.7", "rate": 60, "per": "1m"}} with input as testing.request(testing.nobody, "GET", "public")
}

test_a_route_can_have_a_limit_of_its_own if {
	limits.all == {
		{"id": "tier", "key": "partners/acme", "rate": 5, "per": "1m"},
		{"id": "route:reports", "key": "partners/acme", "rate": 10, "per": "1m"},
	} with input as testing.request(testing.partner, "GET", "reports")
}

test_every_limit_of_the_shipped_data_fits_the_schema_of_decisions if {
	all := array.concat([limit | some limit in data.tiers], [route.limit | some route in data.routes])
	every limit in all {
		limit.rate > 0
		limit.per in {"1s", "1m", "1h", "1d"}
		object.keys(limit) - {"rate", "per", "burst", "cost", "on_error"} == set()
	}
}

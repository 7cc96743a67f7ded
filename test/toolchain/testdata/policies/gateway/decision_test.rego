package gateway_test

import data.gateway

asking(roles, method) := {
	"subject": {"claims": {"roles": roles}},
	"request": {"method": method},
	"route": {"id": "items"},
}

test_a_reader_reads if gateway.decision.allow with input as asking(["reader"], "GET")

test_a_reader_does_not_write if {
	decision := gateway.decision with input as asking(["reader"], "POST")
	not decision.allow
	decision.reasons == {{"code": "read_only"}}
}

test_nobody_without_a_role if {
	decision := gateway.decision with input as {"subject": {"claims": {}}}
	decision == {"allow": false, "reasons": {{"code": "no_role"}}}
}

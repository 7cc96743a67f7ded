package gateway_test

import data.gateway
import data.testing

test_an_editor_may_read_items if {
	gateway.decision == {
		"allow": true,
		"reasons": [{"code": "granted", "message": "editor"}],
		"limits": [{"id": "tier", "key": "corp/alice", "rate": 600, "per": "1m", "burst": 100}],
		"obligations": [
			{"type": "response_headers", "remove": ["x-powered-by"]},
			{"type": "response_headers", "set": {"cache-control": "private"}},
			{"type": "request_headers", "set": {"x-roles": "editor"}},
		],
	} with input as testing.request(testing.alice, "GET", "items")
}

test_a_viewer_may_not_delete_items if {
	gateway.decision == {
		"allow": false,
		"reasons": [{
			"code": "role_lacks_grant",
			"message": "None of your roles allows this method here.",
			"public": true,
		}],
		"obligations": [],
	} with input as testing.request(testing.bob, "DELETE", "items")
}

test_a_trial_partner_may_read_items_five_times_a_minute if {
	decision := gateway.decision with input as testing.request(testing.partner, "GET", "items")
	decision.allow
	decision.limits == [{"id": "tier", "key": "partners/acme", "rate": 5, "per": "1m"}]
}

test_anybody_may_read_what_is_public if {
	gateway.decision == {
		"allow": true,
		"reasons": [{"code": "public_route", "message": "anybody may use this route"}],
		"limits": [{"id": "tier", "key": "address/192.0.2.7", "rate": 60, "per": "1m"}],
		"obligations": [
			{"type": "audit", "mask": ["/input/client/address"]},
			{"type": "response_headers", "remove": ["x-powered-by"]},
			{"type": "request_headers", "remove": ["x-roles"]},
		],
	} with input as testing.request(testing.nobody, "GET", "public")
}

test_a_denied_anonymous_request_is_masked_in_the_log_too if {
	decision := gateway.decision with input as testing.request(testing.nobody, "GET", "items")
	not decision.allow
	decision.obligations == [{"type": "audit", "mask": ["/input/client/address"]}]
}

test_every_grant_of_the_shipped_data_is_an_allow_and_nothing_else_is if {
	some role in object.keys(data.roles)
	every route in ["items", "unknown"] {
		every method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
			decision := gateway.decision with input as testing.request(testing.person("carol", [role]), method, route)
			decision.allow == granted(role, method, route)
		}
	}
}

granted(role, method, route) if data.roles[role].grants[route][method]

granted(role, "HEAD", route) if data.roles[role].grants[route].GET

default granted(_, _, _) := false

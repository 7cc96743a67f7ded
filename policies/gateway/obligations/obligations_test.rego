package gateway.obligations_test

import data.gateway.obligations
import data.testing

of_request := {obligation | some obligation in obligations.headers; obligation.type == "request_headers"}

test_the_upstream_gets_the_roles_sorted if {
	of_request == {{"type": "request_headers", "set": {"x-roles": "editor,viewer"}}} with input as testing.request(testing.person("x", ["viewer", "editor"]), "GET", "items")
}

test_roles_that_a_client_sends_never_reach_the_upstream if {
	of_request == {{"type": "request_headers", "remove": ["x-roles"]}} with input as testing.request(testing.nobody, "GET", "public")
}

test_answers_for_one_subject_are_not_kept_for_others if {
	private := {"type": "response_headers", "set": {"cache-control": "private"}}
	private in obligations.headers with input as testing.request(testing.alice, "GET", "items")
	not private in obligations.headers with input as testing.request(testing.nobody, "GET", "public")
}

test_what_the_upstream_is_made_of_is_not_told if {
	expected := {"type": "response_headers", "remove": ["x-powered-by"]}
	expected in obligations.headers with input as testing.request(testing.nobody, "GET", "public")
}

test_the_address_is_masked_for_nobody_only if {
	obligations.audit == {{"type": "audit", "mask": ["/input/client/address"]}} with input as testing.request(testing.nobody, "GET", "public")
	obligations.audit == set() with input as testing.request(testing.alice, "GET", "items")
}

package gateway.access_test

import data.gateway.access
import data.testing

codes := {reason.code | some reason in access.objections}

public_codes := {reason.code | some reason in access.objections; reason.public}

editor := {"editor": {"grants": {
	"items": {"GET": true, "DELETE": false, "PUT": "yes"},
	"orders": {"GET": true},
	"reports": {"GET": true},
}}}

test_a_grant_allows if {
	access.allow with input as testing.request(testing.alice, "GET", "items") with data.roles as editor
}

test_a_grant_names_the_role if {
	access.grounds == {{"code": "granted", "message": "editor"}} with input as testing.request(testing.alice, "GET", "items")
		with data.roles as editor
}

test_no_grant_denies if {
	request := testing.request(testing.alice, "POST", "items")
	not access.allow with input as request with data.roles as editor
	codes == {"role_lacks_grant"} with input as request with data.roles as editor
}

test_a_grant_that_is_not_true_denies if {
	every method in ["DELETE", "PUT"] {
		not access.allow with input as testing.request(testing.alice, method, "items") with data.roles as editor
	}
}

test_a_route_that_data_does_not_know_denies if {
	not access.allow with input as testing.request(testing.alice, "GET", "other") with data.roles as editor
}

test_a_role_that_data_does_not_know_denies if {
	not access.allow with input as testing.request(testing.person("x", ["root"]), "GET", "items")
}

test_one_of_several_roles_is_enough if {
	access.allow with input as testing.request(testing.person("x", ["partner", "editor"]), "DELETE", "items")
}

test_nobody_is_denied_where_nothing_is_public if {
	not access.allow with input as testing.request(testing.nobody, "GET", "items")
}

test_a_public_route_allows_nobody_and_everybody if {
	every subject in [testing.nobody, testing.bob, testing.partner] {
		access.allow with input as testing.request(subject, "GET", "public")
		grounds := {ground.code | some ground in access.grounds} with input as testing.request(subject, "GET", "public")
		grounds == {"public_route"}
	}
}

test_a_route_is_public_only_where_data_says_true if {
	not access.allow with input as testing.request(testing.nobody, "GET", "items")
		with data.routes as {"items": {"public": "yes"}}
}

test_the_owner_may_see_an_order if {
	access.allow with input as testing.order(testing.alice, "GET", "1001")
}

test_another_one_may_not_see_it if {
	request := testing.order(testing.bob, "GET", "1001")
	not access.allow with input as request
	codes == {"not_owner"} with input as request
}

test_an_order_that_nobody_owns_is_denied if {
	not access.allow with input as testing.order(testing.alice, "GET", "9999")
}

test_a_request_without_an_order_is_denied if {
	not access.allow with input as testing.request(testing.alice, "GET", "orders")
}

test_an_owner_still_needs_a_grant if {
	request := testing.order(testing.bob, "PUT", "1002")
	not access.allow with input as request
	codes == {"role_lacks_grant"} with input as request
}

test_a_key_that_is_called_as_a_person_is_not_that_person if {
	key := object.union(testing.alice, {"kind": "api_key", "issuer": "partners"})
	not access.allow with input as testing.order(key, "GET", "1001")
}

test_a_scope_that_is_demanded_has_to_be_there if {
	with_scope := object.union(testing.alice, {"scopes": ["openid", "reports:read"]})
	access.allow with input as testing.request(with_scope, "GET", "reports")

	request := testing.request(testing.alice, "GET", "reports")
	not access.allow with input as request
	codes == {"scope_missing"} with input as request
}

test_a_scope_alone_is_not_enough if {
	with_scope := object.union(testing.bob, {"scopes": ["reports:read"]})
	not access.allow with input as testing.request(with_scope, "GET", "reports")
}

test_a_tier_that_data_does_not_know_denies if {
	request := testing.request(object.union(testing.partner, {"claims": {"tier": "gold"}}), "GET", "items")
	not access.allow with input as request
	codes == {"tier_unknown"} with input as request
}

test_only_what_concerns_the_client_is_public if {
	request := testing.order(object.union(testing.partner, {"claims": {"tier": "gold"}}), "GET", "1001")
	codes == {"role_lacks_grant", "not_owner", "tier_unknown"} with input as request
	public_codes == {"role_lacks_grant", "not_owner"} with input as request
}

test_a_denial_always_has_a_reason if {
	every request in [
		testing.request(testing.bob, "DELETE", "items"),
		testing.request(testing.nobody, "GET", "items"),
		testing.order(testing.bob, "GET", "1001"),
		testing.request(testing.alice, "GET", "reports"),
	] {
		not access.allow with input as request
		count(access.objections) > 0 with input as request
	}
}

test_what_is_allowed_has_a_ground_and_no_objection if {
	request := testing.request(testing.alice, "GET", "items")
	access.allow with input as request
	count(access.grounds) == 1 with input as request
	access.objections == set() with input as request
}

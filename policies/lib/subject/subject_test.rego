package lib.subject_test

import data.lib.subject
import data.testing

claiming(claims) := {"subject": {"kind": "jwt", "id": "x", "issuer": "corp", "scopes": [], "claims": claims}}

test_only_a_verified_credential_authenticates if {
	subject.authenticated with input as testing.request(testing.alice, "GET", "items")
	subject.authenticated with input as testing.request(testing.partner, "GET", "items")
	not subject.authenticated with input as testing.request(testing.nobody, "GET", "items")
}

test_the_key_holds_the_issuer if {
	subject.key == "corp/alice" with input as testing.request(testing.alice, "GET", "items")
	subject.key == "address/192.0.2.7" with input as testing.request(testing.nobody, "GET", "items")
}

test_roles_are_those_that_data_knows if {
	subject.roles == {"editor"} with input as claiming({"roles": ["editor", "root"]})
	subject.roles == set() with input as claiming({})
}

test_roles_of_another_type_are_none if {
	every roles in ["editor", {"editor": true}, {"0": "editor"}, 1, true, null, [["editor"]], [{"role": "editor"}]] {
		subject.roles == set() with input as claiming({"roles": roles})
	}
}

test_scopes_are_those_of_the_credential if {
	subject.scopes == ["a"] with input as {"subject": {"scopes": ["a"]}}
}

test_a_tier_is_one_that_data_knows if {
	subject.tier == "trial" with input as claiming({"tier": "trial"})
	subject.tier == "standard" with input as claiming({})
	subject.tier == "anonymous" with input as testing.request(testing.nobody, "GET", "items")
}

test_a_tier_that_data_does_not_know_is_undefined if {
	every tier in ["gold", "", 1, ["trial"], {}] {
		not subject.tier with input as claiming({"tier": tier})
	}
}

package lib.reason_test

import data.lib.reason

test_a_public_reason_says_so if {
	reason.public("code", "text") == {"code": "code", "message": "text", "public": true}
}

test_an_internal_reason_does_not if {
	reason.internal("code", "text") == {"code": "code", "message": "text"}
}

package lib.route_test

import data.lib.route

on(id, method) := {"request": {"method": method}, "route": {"id": id}}

routes := {
	"open": {"public": true},
	"mine": {"owned": true, "scope": "s", "limit": {"rate": 1, "per": "1s"}},
	"odd": {"public": 1, "owned": "true"},
}

test_head_asks_for_what_get_asks_for if {
	route.action == "GET" with input as on("open", "HEAD")
	route.action == "GET" with input as on("open", "GET")
	route.action == "DELETE" with input as on("open", "DELETE")
}

test_settings_come_from_data if {
	route.public with input as on("open", "GET") with data.routes as routes
	route.owned with input as on("mine", "GET") with data.routes as routes
	route.scope == "s" with input as on("mine", "GET") with data.routes as routes
	route.limit == {"rate": 1, "per": "1s"} with input as on("mine", "GET") with data.routes as routes
}

test_what_data_does_not_say_is_undefined if {
	every id in ["unknown", "odd"] {
		not route.public with input as on(id, "GET") with data.routes as routes
		not route.owned with input as on(id, "GET") with data.routes as routes
		not route.scope with input as on(id, "GET") with data.routes as routes
		not route.limit with input as on(id, "GET") with data.routes as routes
	}
}

# METADATA
# title: Route
# description: What data says of the route that the request took. A route that data does not know demands a grant and nothing else.
package lib.route

# METADATA
# title: Action
# description: The method for which a grant is needed. HEAD asks for what GET asks for.
action := "GET" if {
	input.request.method == "HEAD"
} else := input.request.method

# METADATA
# title: Public
# description: Whether everybody may use the route.
public if data.routes[input.route.id].public == true

# METADATA
# title: Scope
# description: The scope that the route demands, if it demands one.
scope := data.routes[input.route.id].scope

# METADATA
# title: Owned
# description: Whether the route demands that the subject owns what the path names.
owned if data.routes[input.route.id].owned == true

# METADATA
# title: Limit
# description: The limit of the route, if it has one, counted for each subject.
limit := data.routes[input.route.id].limit

# METADATA
# title: Grants of roles
package roles

may(role, method, route) if method in data.roles.grants[role][route]

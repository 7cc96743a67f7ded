# METADATA
# title: Subject
# description: |
#   Who asks, as the gateway verified it. Claims are what an issuer wrote into a token or an operator into a key file:
#   each is checked for its type before it is used.
package lib.subject

# METADATA
# title: Authenticated
# description: Whether there is a verified credential.
authenticated if input.subject.kind != "anonymous"

# METADATA
# title: Key
# description: |
#   One text for one subject. The issuer is part of it: a partner's key may be called as a person is. Who did not sign in
#   is known by address only.
key := concat("/", [input.subject.issuer, input.subject.id]) if authenticated

key := concat("/", ["address", input.client.address]) if not authenticated

# METADATA
# title: Roles
# description: The subject's roles, as far as data knows them.
roles contains role if {
	is_array(input.subject.claims.roles)
	some role in input.subject.claims.roles
	data.roles[role]
}

# METADATA
# title: Scopes
# description: The scopes of the credential.
scopes := input.subject.scopes

# METADATA
# title: Tier
# description: The tier of the subject, which gives its limit. Undefined where the credential names one that data does not have.
tier := input.subject.claims.tier if {
	authenticated
	data.tiers[input.subject.claims.tier]
}

tier := "standard" if {
	authenticated
	not input.subject.claims.tier
}

tier := "anonymous" if not authenticated

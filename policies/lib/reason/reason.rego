# METADATA
# title: Reason
# description: Reasons of a decision. The code is for programs and stays as it is; the message is for people and may change.
package lib.reason

# METADATA
# title: Public
# description: A reason that the client may see.
public(code, message) := {"code": code, "message": message, "public": true}

# METADATA
# title: Internal
# description: A reason that only the decision log gets.
internal(code, message) := {"code": code, "message": message}

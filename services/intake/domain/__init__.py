"""The meaning of intake: checks, what an event may carry, and the state of a registered matter."""

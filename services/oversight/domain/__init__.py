"""Whether a case moves: what the clocks need to remember, what is due, what is told. Pure."""

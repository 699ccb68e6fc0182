"""The meaning of dispatch: who leads, what was handed to whom, and which step comes next."""

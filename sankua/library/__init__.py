"""Reads the data folders (`rules/`, `orgs/`, `samples/`) and hands plain values to the constructors of
the core."""

"""Reads the log of a running system and holds everything else against it."""

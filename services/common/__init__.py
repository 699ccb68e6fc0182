"""Mechanism only: commits, relay, consume loop, gRPC edge. It knows no event by name and no organ."""

"""Between protobuf, JSON and the core's events: generated messages and the one codec."""

"""Generated from proto/; see tools/gen_proto.py."""

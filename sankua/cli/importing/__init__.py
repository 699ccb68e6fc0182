"""Import of other systems' files: pure reading and conversion here, servers only in `run`."""

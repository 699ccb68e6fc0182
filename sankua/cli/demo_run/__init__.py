"""The demonstration: the bundled sample through the whole path, and the books compared afterwards."""

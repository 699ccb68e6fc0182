"""Parts of `sankua classify`."""

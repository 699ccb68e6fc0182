"""What a case adds to the live counts. Pure; the figures themselves are sankua.core.counting."""

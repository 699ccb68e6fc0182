"""The page of one case: what it says (`life`), how it looks (`page`)."""

"""Use cases of intake beside registration: each loads, decides, commits."""

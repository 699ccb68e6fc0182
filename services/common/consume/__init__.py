"""The one consume loop (docs/adr/0003): batches per partition, held cases, dead letters, a breaker."""

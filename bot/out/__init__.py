"""The way out: what was written to the outbox, to what became of it."""

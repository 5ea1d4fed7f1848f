"""One conversation over every channel that a platform stands behind."""

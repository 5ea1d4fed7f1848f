"""Every sentence of this feature that a person can read."""

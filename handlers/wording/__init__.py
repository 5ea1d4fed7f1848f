"""Every sentence a person can read, by language."""

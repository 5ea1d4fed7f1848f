"""The tick and the one bundle a person and day."""

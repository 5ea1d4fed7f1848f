"""Files outside the database."""

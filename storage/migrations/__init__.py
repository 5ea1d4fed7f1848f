"""Alembic migrations; the newest must describe exactly the tables of storage.tables (a test compares)."""

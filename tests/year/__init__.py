"""A simulated year."""

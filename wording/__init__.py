"""Sentences that know what they were made of, and their catalogue in a second language."""

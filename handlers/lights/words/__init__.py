"""Sentences about lights."""

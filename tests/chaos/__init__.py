"""Storms: the real program is killed again and again while people report. What is left is checked by name."""

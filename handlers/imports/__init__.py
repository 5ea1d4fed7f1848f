"""Workbooks into the store."""

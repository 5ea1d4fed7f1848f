"""Names under which something is told or remembered once: values everywhere, text in the store alone.

Each has `text()`, and each kind one parser that reads this text and nothing else. What is stored is never cut anywhere else.
"""

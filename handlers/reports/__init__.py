"""Reporting: from a line of chat, a tap or a form to a confirmed report."""

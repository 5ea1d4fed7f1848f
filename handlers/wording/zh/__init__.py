"""Simplified Chinese, one module a conversation. Short, exact, polite; no exclamation marks."""

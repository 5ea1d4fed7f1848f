"""Tasks people come to the chat with, played and measured: `python -m tests.conversations` writes docs/conversations.md."""

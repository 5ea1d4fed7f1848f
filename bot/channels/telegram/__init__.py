"""Telegram: own polling and webhook around python-telegram-bot's types, so that nothing is confirmed before it is committed."""

"""Platforms the bot lives on. A channel translates; it holds no business rule and never imports another channel."""

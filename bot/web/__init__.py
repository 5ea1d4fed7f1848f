"""HTTP: the web chat, health, webhooks."""

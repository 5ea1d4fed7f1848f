"""Digests (通报): weekly, monthly, quarterly; what turned, who owes it, what it needs; and the ledger (台账) behind them."""

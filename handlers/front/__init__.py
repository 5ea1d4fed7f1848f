"""The front desk: which feature a message is for, and what belongs to none."""

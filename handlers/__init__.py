"""What people can do: one module per conversation. Knows no channel and no SQL; waits for nothing."""

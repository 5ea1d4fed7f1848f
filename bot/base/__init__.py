"""What every wing of the program stands on: the channel protocol, clock, logs, pace, savepoints. It knows no wing."""

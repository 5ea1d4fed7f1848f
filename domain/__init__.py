"""What is true: pure rules. No I/O, no clock, no randomness, no framework."""

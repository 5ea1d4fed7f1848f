"""Areas (片区): their lights, what hangs on them, and where the tree comes from."""

"""The demonstration: sample agreements of the current year, sample people, a believable year."""

"""Who works here, who is away, who stands in."""

"""What every feature stands on: the turn, the registry, who is told. It knows no feature."""

"""Rule packs: the shipped files, and what reads and checks a pack at the edge. The domain knows the checked values only."""

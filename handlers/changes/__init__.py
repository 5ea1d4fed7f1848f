"""What the district changes itself: units renamed, items ended, handed over, split and merged."""

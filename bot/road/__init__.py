"""The way in: what a channel received, to the commit of what it did."""

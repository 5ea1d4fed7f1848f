"""Blockers (堵点): raised by a unit, answered by the unit that is asked."""

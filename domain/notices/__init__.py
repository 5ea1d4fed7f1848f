"""Supervision notices (督办单): their life, their clocks and what a district sets for them. RULES.md, 'Supervision notices'."""

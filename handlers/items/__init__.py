"""Items as people see them: lists with what is due first, one item, and what may be asked about it."""

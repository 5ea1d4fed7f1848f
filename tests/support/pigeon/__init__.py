"""A channel that does not exist: pigeons carry slips of paper. All it adds to the service stands in this folder."""

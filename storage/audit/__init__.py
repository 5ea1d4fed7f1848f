"""Whether what is stored is what was put on record, and the record itself is whole."""

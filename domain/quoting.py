"""Quotation marks around words that may hold some themselves."""

_INNER = str.maketrans({"“": "‘", "”": "’"})


def quoted(text: str) -> str:
    """The words in “”, and what stood in “” within them in ‘’ (GB/T 15834-2011, 4.8.3.4)."""
    return f"“{text.translate(_INNER)}”"

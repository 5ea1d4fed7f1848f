"""The office's own forms: Word documents and workbooks with named places ({{标题}}) that are filled."""

from documents.forms.filling import FormError, Kind, Looked, Trouble, filled, looked_at

__all__ = ["FormError", "Kind", "Looked", "Trouble", "filled", "looked_at"]

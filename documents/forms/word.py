"""Forms in Word: places in paragraphs, tables, text boxes, headers and footers."""

import io
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from documents.cells_out import Value
from documents.forms.places import PLACE, Filling, Places, in_words

P, T, TR = qn("w:p"), qn("w:t"), qn("w:tr")
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def names_in(content: bytes) -> list[str]:
    """The names of all places, as they come. Raises ValueError, KeyError or BadZipFile for what is no Word document."""
    document = Document(io.BytesIO(content))
    return [name for root in _roots(document) for p in root.iter(P) for name in PLACE.findall(_text(p))]


def filled(content: bytes, places: Places, fill: Callable[[bool], Filling]) -> bytes:
    """The document with its places filled. `fill` is told whether headings of paragraphs have a place of their own.

    What comes with each line is repeated with its row of a table where every place of the row does, else with its paragraph.
    """
    document = Document(io.BytesIO(content))
    filling = fill("小标题" in names_in(content))
    for root in _roots(document):
        for unit in _repeated(root, places):
            _repeat(unit, filling)
        for paragraph in list(root.iter(P)):
            _fill(paragraph, filling.once)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _roots(document: WordDocument) -> Iterator[BaseOxmlElement]:
    """The body, headers and footers."""
    yield document.element.body
    for related in document.part.rels.values():
        if related.reltype.endswith(("/header", "/footer")):
            yield related.target_part.element


def _repeated(root: BaseOxmlElement, places: Places) -> list[BaseOxmlElement]:
    """The rows and paragraphs that come with each line."""
    rows = [row for row in root.iter(TR) if _is_row_of_lines(row, places)]
    within = {id(p) for row in rows for p in row.iter(P)}
    alone = [p for p in root.iter(P) if id(p) not in within and set(PLACE.findall(_text(p))) & places.each]
    return [*rows, *alone]


def _is_row_of_lines(row: BaseOxmlElement, places: Places) -> bool:
    """A row of which several cells come with each line; one alone holds paragraphs that do."""
    if next(row.iter(qn("w:tbl")), None) is not None:
        return False
    cells = [set().union(*(PLACE.findall(_text(p)) for p in cell.iter(P))) for cell in row.iter(qn("w:tc"))]
    return sum(bool(names & places.each) for names in cells) > 1


def _repeat(unit: BaseOxmlElement, filling: Filling) -> None:
    for line in filling.each:
        one = deepcopy(unit)
        for paragraph in [one, *one.iter(P)] if one.tag == P else list(one.iter(P)):
            _fill(paragraph, {**filling.once, **line})
        unit.addprevious(one)
    _drop(unit)


def _fill(paragraph: BaseOxmlElement, values: Mapping[str, Value]) -> None:
    """Fills a paragraph's places, each in the look of its first sign; a line whose places are all empty is left out."""
    names = [name for name in PLACE.findall(_text(paragraph)) if name in values]
    if not names:
        return
    told = {name: in_words(name, values) for name in names}
    if not any(told.values()) and paragraph.getparent() is not None and _may_go(paragraph):
        _drop(paragraph)
        return
    texts = _texts(paragraph)
    for found in reversed(list(PLACE.finditer("".join(text.text or "" for text in texts)))):
        if found[1] in told:
            _put(texts, found.start(), found.end(), told[found[1]])


def _put(texts: list[BaseOxmlElement], start: int, end: int, words: str) -> None:
    """Puts words in the place of the signs from `start` up to `end`, which may be cut over several runs."""
    at = 0
    for text in texts:
        held = text.text or ""
        left, right = max(start - at, 0), min(end - at, len(held))
        if left < right or (left == right == start - at and words and left < len(held)):
            text.text = held[:left] + words + held[right:]
            text.set(SPACE, "preserve")
            words = ""
        at += len(held)


def _may_go(paragraph: BaseOxmlElement) -> bool:
    """A cell of a table keeps its last paragraph."""
    parent = paragraph.getparent()
    return parent is not None and (parent.tag != qn("w:tc") or sum(1 for _ in parent.iterchildren(P)) > 1)


def _drop(element: BaseOxmlElement) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _text(paragraph: BaseOxmlElement) -> str:
    return "".join(text.text or "" for text in _texts(paragraph))


def _texts(paragraph: BaseOxmlElement) -> list[BaseOxmlElement]:
    """The paragraph's own pieces of text, not those of a text box that hangs on it."""
    return [text for text in paragraph.iter(T) if next(text.iterancestors(P)) is paragraph]

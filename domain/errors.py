"""Refusals that a person can understand."""


class DomainError(Exception):
    """The request is refused and nothing has changed.

    `code` is stable and for programs; `sentence` is one clear Chinese sentence for the person who asked, `link` an address that
    leads on from there, if there is one.
    """

    def __init__(self, code: str, sentence: str, link: str = "") -> None:
        super().__init__(f"{code}: {sentence}")
        self.code = code
        self.sentence = sentence
        self.link = link

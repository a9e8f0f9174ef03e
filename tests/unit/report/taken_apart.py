"""A page taken apart, for the tests of pages: its elements, their attributes and their texts."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "link", "img", "br", "hr", "input", "polyline"}
ELEMENTS = {
    "html", "head", "meta", "title", "style", "body", "a", "header", "p", "h1", "h2", "h3", "h4", "nav", "ul", "li", "main",
    "noscript", "section", "svg", "polyline", "span", "b", "i", "figure", "div", "details", "summary", "table", "caption", "thead", "tbody", "tr",
    "th", "td", "dl", "dt", "dd", "code", "script",
}  # fmt: skip
"""What the templates are made of."""


class Page(HTMLParser):
    """A page taken apart: its elements with their attributes, and their texts; whatever is not closed in order is a mistake."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts.setdefault(self.open[-1], []).append(data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def leaves(node: object, path: str = "") -> dict[str, str]:
    if isinstance(node, dict):
        return {key: text for name, part in node.items() for key, text in leaves(part, f"{path}/{name}").items()}
    assert isinstance(node, str), path
    return {path: node}

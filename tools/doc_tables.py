"""
The parts of the documentation that repeat a declaration, written from it: `make docs`. A part stands between
two marks; the whole of docs/protocol-reference.md is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from heardfirst.protocol.telling.reference import as_markdown, reference, table_of

DOCS = Path(__file__).parents[1] / "docs"
PROMISES = "promises written by make docs"


def between(page: str, mark: str, lines: Sequence[str]) -> str:
    """The page with other lines between the marks of that name. Raises ValueError when it has none."""
    begins, ends = f"<!-- {mark} -->", f"<!-- end of {mark} -->"
    before, rest = page[: page.index(begins)], page[page.index(ends) :]
    return "\n".join([f"{before}{begins}", *lines, rest])


def pages() -> Mapping[Path, str]:
    """Each page that is written from a declaration, as it should read."""
    sections = reference("en")
    (promises,) = (section for section in sections if section.key == "promises")
    protocols = DOCS / "protocols.md"
    return {
        DOCS / "protocol-reference.md": as_markdown(sections, "en"),
        protocols: between(protocols.read_text("utf-8"), PROMISES, table_of(promises)),
    }


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, "utf-8")

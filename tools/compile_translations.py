"""Compile every django.po into the django.mo beside it, with Babel, so that no gettext program is needed."""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

LOCALE = Path(__file__).parent.parent / "src" / "heardfirst" / "locale"


def main() -> int:
    sources = sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))
    if not sources:
        print(f"No translation was found under {LOCALE}", file=sys.stderr)
        return 1
    for source in sources:
        language = source.parent.parent.name
        try:
            with source.open("rb") as file:
                catalog = read_po(file, locale=language, abort_invalid=True)
        except (PoFileError, UnicodeDecodeError) as reason:
            print(f"{source}: {reason}", file=sys.stderr)
            return 1
        # Written beside and moved into place: a server that starts meanwhile reads the old one or the new.
        draft = source.with_suffix(".mo.new")
        with draft.open("wb") as file:
            write_mo(file, catalog)
        draft.replace(source.with_suffix(".mo"))
    return 0


if __name__ == "__main__":
    sys.exit(main())

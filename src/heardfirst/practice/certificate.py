"""
A certificate of completion as a PDF: tagged, for readers who listen to it, and with its fonts in it.

The typesetter sees the folder `printed` and, but for fonts, nothing else of this machine. What somebody typed
is handed to it as JSON, so that none of it is taken for markup.
"""

from __future__ import annotations

import json
from datetime import date
from importlib import resources
from typing import Any

import typst
from django.utils import formats, translation
from django.utils.translation import gettext as _

from .models import Completion
from .topics import topic_label

__all__ = ["certificate_pdf", "certificate_words"]

_FOLDER = resources.files(__package__) / "printed"
_ACCESSIBLE = "ua-1"
"""PDF/UA-1, ISO 14289-1."""


def certificate_pdf(completion: Completion, language: str) -> bytes:
    """
    The certificate, in ``en`` or ``es``. The same completion is always the same bytes.

    It is PDF/UA-1, which wants a letter for everything that stands on it. A name in a script that the
    typesetter's own fonts lack is set in one of the machine's; where that has none either, it is tagged all
    the same, without the claim.
    """
    words = json.dumps(certificate_words(completion, language), sort_keys=True)
    for standards, own_fonts in (([_ACCESSIBLE], True), ([_ACCESSIBLE], False)):
        try:
            return _typeset(words, completion, standards=standards, own_fonts=own_fonts)
        except typst.TypstError:
            continue
    return _typeset(words, completion, standards=[], own_fonts=False)


def certificate_words(completion: Completion, language: str) -> dict[str, Any]:
    """All that stands on it, in that language."""
    contents = completion.said
    with translation.override(language):
        return {
            "lang": language,
            "title": _("Certificate of completion"),
            "heading": _("Certificate of completion"),
            "agency": contents["agency"],
            "name": contents["name"],
            "did": _(
                "has practiced what to do after a missed session in court-mandated treatment: "
                "what comes first, what comes next, and why."
            ),
            "between": _("Practiced between %(first)s and %(last)s. Completed on %(on)s.")
            % {"first": _day(contents["from"]), "last": _day(contents["until"]), "on": _day(contents["on"])},
            "topics_heading": _("Topics practiced"),
            "topics_intro": _("Different questions answered correctly the last time they were asked:"),
            "topic_label": _("Topic"),
            "count_label": _("Questions"),
            "topics": [[topic_label(topic, language), str(right)] for topic, right in contents["topics"]],
            "also": [_("A practice call was completed: the client came back, or the service ended.")],
            "rules_heading": _("Rules used"),
            "rules": _("%(name)s, version %(version)s. Fingerprint of the text of these rules:")
            % {"name": contents["rules"]["name"][language], "version": contents["rules"]["version"]},
            "digest": completion.rules_digest,
            "number_label": _("Number"),
            "number": completion.number,
            "meaning": _(
                "This certificate shows what was practiced, not how well. It is not a license "
                "and does not count as continuing education hours. The agency’s trainers can "
                "look up the number."
            ),
        }


def _day(words: str) -> str:
    return formats.date_format(date.fromisoformat(words), "DATE_FORMAT")


def _typeset(words: str, completion: Completion, *, standards: list[Any], own_fonts: bool) -> bytes:
    with resources.as_file(_FOLDER) as folder:
        made = typst.compile(
            folder / "certificate.typ",
            root=folder,
            ignore_system_fonts=own_fonts,
            sys_inputs={"said": words},
            pdf_standards=standards,
            timestamp=int(completion.at.timestamp()),
        )
    assert isinstance(made, bytes)  # noqa: S101  one document, not one file a page
    return made

"""Bringing in a directory of others: the file, where it is from, and what its terms mean."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from heardfirst.guide.directory.models import LONGEST_NAME
from heardfirst.protocol.vocabulary.closed_lists import HELP as KINDS

from ..shared.fields import Form, Select, TextLine
from ..wording.choices import choices_of

MOST_TERMS = 60
_MEANINGS_LIMIT = 500_000


class DirectoryFileForm(Form):
    """The file, and where it is from."""

    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy("Open Referral HSDS 3: one JSON file, or a zip of CSV tables."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"class": "input file", "accept": ".json,.zip,application/json"}),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )
    source = TextLine(
        max_length=LONGEST_NAME,
        label=gettext_lazy("Where is it from?"),
        help_text=gettext_lazy(
            "For example, your county’s 211. It is shown next to everything from this file."
        ),
    )

    def content(self) -> bytes:
        """The file's bytes."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        return bytes(file.read())


class TermsForm(Form):
    """What each term that nobody here knows means, the most used first; left out unless somebody says so."""

    def __init__(
        self,
        unknown_terms: Sequence[tuple[str, str, int]],
        before: Mapping[str, str],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.terms = [term for term, _called, _count in unknown_terms[:MOST_TERMS]]
        self.more = max(0, len(unknown_terms) - MOST_TERMS)
        choices = [("", _("Leave these out")), *choices_of("what", KINDS)]
        for place, (term, called, count) in enumerate(unknown_terms[:MOST_TERMS]):
            field = Select(
                required=False,
                label=called,
                initial=before.get(term, ""),
                help_text=ngettext("%(count)s service", "%(count)s services", count) % {"count": count},
            )
            field.choices = choices
            field.conditional = True  # type: ignore[attr-defined]
            self.fields[f"term-{place}"] = field

    def meanings(self) -> dict[str, str]:
        """By term, a kind of help or nothing. Ask a valid form."""
        return {
            term: str(self.cleaned_data.get(f"term-{place}") or "") for place, term in enumerate(self.terms)
        }


def meanings_from(text: str) -> dict[str, str]:
    """What was said so far, as the page carried it; what is not of its shape counts as nothing."""
    try:
        meanings = json.loads(text[:_MEANINGS_LIMIT]) if text else {}
    except (ValueError, RecursionError):
        return {}
    if not isinstance(meanings, Mapping):
        return {}
    return {str(term)[:LONGEST_NAME]: str(kind) for term, kind in meanings.items() if kind in ("", *KINDS)}

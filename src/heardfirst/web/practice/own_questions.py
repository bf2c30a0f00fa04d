"""The agency's own questions as the screens show them, before and after they are kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from heardfirst.practice.answering import Answer
from heardfirst.practice.errors import ItemError
from heardfirst.practice.exchange.checking import Checked
from heardfirst.practice.exchange.scenario_files import LARGEST_FILE, MOST_ITEMS, FileRefusedError
from heardfirst.practice.question_file import Item
from heardfirst.practice.topics import topic_label

from ..wording.labels import Label
from ..wording.reasons import language

_REFUSED: dict[str, Label] = {
    "too_large": _("The file is larger than %(megabytes)s MB. Import it in smaller parts."),
    "another_kind": _("This is neither a .toml file nor a zip of them."),
    "empty": _("There is no .toml file in this zip."),
    "too_many": _("It has more than %(questions)s questions. Import fewer at a time."),
    "too_many_files": _("The zip has too many files."),
    "damaged": _("The zip is damaged. Create it again."),
    "leads_out": _("The zip has a file whose path points outside of it. It was not opened."),
}


@dataclass(frozen=True, slots=True)
class OptionLine:
    """One option: whether it is the answer, and why or why not."""

    text: str
    right: bool
    says: list[str]


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """A question with its derived answer. ``there`` marks one that the agency has already."""

    name: str
    topic: str
    about: str
    ask: str
    options: list[OptionLine]
    there: bool = False

    @property
    def key(self) -> OptionLine:
        """The option that is the answer."""
        return next(option for option in self.options if option.right)


def question_shown(item: Item, derived: Answer, *, name: str = "", there: bool = False) -> QuestionShown:
    """A question in the reader's language."""
    tongue = language()
    options = [
        OptionLine(
            option.text[tongue],
            option.label == derived.label,
            list(derived.sentences(option.label, tongue)),
        )
        for option in item.options
    ]
    about, ask = item.about.get(tongue, ""), item.ask.get(tongue, "")
    return QuestionShown(name, topic_label(item.topic, tongue), about, ask, options, there)


def checked_questions(found: Iterable[Checked], there: Iterable[str]) -> list[QuestionShown]:
    """Those of what was brought that can be asked."""
    known = set(there)
    return [
        question_shown(question.item, question.answer, name=question.name, there=question.digest in known)
        for question in found
        if question.item is not None and question.answer is not None
    ]


def refused_sentence(problem: ItemError) -> str:
    """Why a file is refused whole, in the reader's language where that is known."""
    if not isinstance(problem, FileRefusedError):
        return str(problem)
    return str(_REFUSED[problem.code]) % {"megabytes": LARGEST_FILE // 1024 // 1024, "questions": MOST_ITEMS}

"""Protocols as the screens show them: which there are, which one is in force, and what was proved of each."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from heardfirst.agency.models import Agency, ProtocolVersion
from heardfirst.agency.selectors import protocol_by_digest, versions_of
from heardfirst.protocol import Protocol, load_protocol, shipped_protocols
from heardfirst.protocol.proving.proofs import proof_of
from heardfirst.protocol.rules.promises import EDITION, PROMISES
from heardfirst.protocol.telling.comparison import differences
from heardfirst.protocol.telling.phrases import word
from heardfirst.protocol.telling.protocol_text import exception_sentence

from ..shared.auth import SignedIn
from ..wording.dates import moment_text
from ..wording.reasons import language

DIGEST_SHOWN = 12
_FEWEST_LETTERS = 8


@dataclass(frozen=True, slots=True)
class Rules:
    """One protocol of an agency: its rules, the version kept of them (none for a shipped one that nobody has
    followed yet), whether new cases follow it, and what was kept under its name, the latest first;
    ``newest`` is the primary key of the version that new cases follow, ``before`` the one that was in force
    before that."""

    protocol: Protocol
    version: ProtocolVersion | None
    in_force: bool
    adopted: tuple[ProtocolVersion, ...] = ()
    newest: int | None = None
    before: ProtocolVersion | None = None

    @property
    def key(self) -> str:
        """The name it stands under."""
        return self.protocol.key

    @property
    def href(self) -> str:
        """The page of the latest version of it."""
        return reverse("protocol", args=[self.key])

    @property
    def name(self) -> str:
        """What it is called, in the reader's language."""
        return self.protocol.name[language()]

    @property
    def since(self) -> str:
        """Since when, and by whom, new cases follow it; empty when they do not, or always did."""
        if self.version is None or not self.in_force:
            return ""
        when = moment_text(self.version.put_in_force_at)
        if self.version.by is None:
            return _("since %(when)s") % {"when": when}
        return _("since %(when)s, by %(who)s") % {"when": when, "who": self.version.by.name}

    @property
    def exceptions(self) -> list[str]:
        """Each declared exception, with its promise and citation."""
        return exception_sentences(self.protocol)


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise and how it came out: ``proved``, ``excepted`` or ``unproved``, with the reasons given."""

    name: str
    text: str
    outcome: str
    outcome_text: str
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProofSummary:
    """How each promise came out, and over how many states."""

    promises: tuple[Promise, ...]
    summary: str


def all_rules(agency: Agency) -> list[Rules]:
    """The one in force, then what else the agency has kept, then the shipped ones, each name once."""
    adopted = versions_of(agency)
    keys = [
        adopted[0].key if adopted else agency.protocol,
        *(version.key for version in adopted),
        *shipped_protocols(),
    ]
    return [_rules(agency, key, adopted) for key in dict.fromkeys(keys)]


def rules_named(agency: Agency, key: str, digest: str = "") -> Rules | None:
    """The protocol of that name: its latest version here, the shipped one, or the one whose digest begins so.
    None when this agency has no such thing."""
    adopted = versions_of(agency)
    if key not in shipped_protocols() and all(version.key != key for version in adopted):
        return None
    if not digest:
        return _rules(agency, key, adopted)
    if len(digest) < _FEWEST_LETTERS:
        return None
    mine, newest = (
        tuple(version for version in adopted if version.key == key),
        adopted[0].pk if adopted else None,
    )
    for version in mine:
        if version.digest.startswith(digest):
            before = adopted[1] if version is adopted[0] and len(adopted) > 1 else None
            return Rules(
                protocol_by_digest(version.digest), version, version is adopted[0], mine, newest, before
            )
    if key in shipped_protocols() and load_protocol(key).digest.startswith(digest):
        return Rules(load_protocol(key), None, not adopted and agency.protocol == key, mine, newest)
    return None


def rules_line(protocol: Protocol) -> dict[str, object]:
    """The rules that a case follows, as one line of its page with the way to this very text of them."""
    query = urlencode({"version": protocol.digest[:DIGEST_SHOWN]})
    return {
        "name": protocol.name[language()],
        "version": protocol.version,
        "href": f"{reverse('protocol', args=[protocol.key])}?{query}",
        "exceptions": exception_sentences(protocol),
    }


def rules_of_version(version: ProtocolVersion) -> Protocol:
    """The rules that a kept version is the text of."""
    return protocol_by_digest(version.digest)


def difference_sentences(old: Protocol, new: Protocol) -> list[str]:
    """What is different in the new rules, in the reader's language; empty when only their name is."""
    return differences(old, new, language())


def exception_sentences(protocol: Protocol) -> list[str]:
    """Each promise that a law overrides, in the reader's language, with the step, the law and who confirmed
    it."""
    return [exception_sentence(exception, protocol, language()) for exception in protocol.exceptions]


def proof_summary(rules: Rules) -> ProofSummary:
    """Every promise with what was found, from what the version kept or from what was proved before."""
    proved, states = _proved(rules)
    excepted: dict[str, list[str]] = {}
    for exception in rules.protocol.exceptions:
        excepted.setdefault(exception.promise, []).append(exception.because[language()])
    sentences = {
        "proved": _("proven"),
        "excepted": _("a law overrides this promise"),
        "unproved": _("not proven here"),
    }
    promises = []
    for promise in PROMISES:
        outcome = "unproved"
        if promise in excepted:
            outcome = "excepted"
        elif promise in proved:
            outcome = "proved"
        promises.append(
            Promise(
                word("promise_name", promise, language()),
                word("promise", promise, language()),
                outcome,
                sentences[outcome],
                tuple(excepted.get(promise, ())),
            )
        )
    if not states:
        return ProofSummary(tuple(promises), _("These rules have not been checked on this installation yet."))
    counted = _("Checked in all %(states)s situations that can happen.")
    return ProofSummary(tuple(promises), counted % {"states": number_format(states, force_grouping=True)})


def _proved(rules: Rules) -> tuple[frozenset[str], int | None]:
    """Which promises were proved of this text, and over how many states: what its version kept, unless an
    earlier edition of the promises was meant, or else what was proved of rules of this shape."""
    verdict = rules.version.verdict if rules.version else {}
    if verdict.get("states") and verdict.get("edition") == EDITION:
        return frozenset(verdict["proved"]), verdict["states"]
    known = proof_of(rules.protocol)
    return (frozenset(known.proved), known.states) if known else (frozenset(), None)


def _rules(agency: Agency, key: str, adopted: list[ProtocolVersion]) -> Rules:
    mine = tuple(version for version in adopted if version.key == key)
    if mine:
        leads = mine[0] is adopted[0]
        before = adopted[1] if leads and len(adopted) > 1 else None
        return Rules(protocol_by_digest(mine[0].digest), mine[0], leads, mine, adopted[0].pk, before)
    return Rules(load_protocol(key), None, not adopted and agency.protocol == key)


def rules_of(request: SignedIn, key: str) -> Rules:
    """The protocol of that name, in the version the address names. Raises Http404 where there is none."""
    rules = rules_named(request.user.agency, key, request.GET.get("version", ""))
    if rules is None:
        raise Http404
    return rules

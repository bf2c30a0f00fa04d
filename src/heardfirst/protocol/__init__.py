"""What should happen: protocols, facts and decisions. Pure Python, without a clock or a database."""

from .facts.chronology import Fold, fold
from .facts.facts import Facts, facts_of, read_facts
from .facts.response import has_died
from .files.exception_reading import refuse_confirmed_later
from .files.loading import load_protocol, parse_protocol, shipped_protocols
from .files.scenario import Scenario, load_scenario, parse_scenario
from .rules.deciding import Decision, Next, Standing, decide, standings_of
from .rules.reasons import Reason, say
from .vocabulary.calendar import Calendar
from .vocabulary.entries import KINDS, Entry, Kind, check_entry, current, normalized
from .vocabulary.entry_defaults import start_of, terms_known, words_known
from .vocabulary.errors import EntryError, ProtocolError, ProtocolRoomError, ScenarioError
from .vocabulary.overriding import asks_supervisor, never_overridden
from .vocabulary.protocol import Protocol, Step
from .vocabulary.terms import Terms, read_terms, terms_as_json

__all__ = [
    "KINDS", "Calendar", "Decision", "Entry", "EntryError", "Facts", "Fold", "Kind", "Next", "Protocol",
    "ProtocolError", "ProtocolRoomError", "Reason", "Scenario", "ScenarioError", "Standing", "Step", "Terms",
    "asks_supervisor", "check_entry", "current", "decide", "facts_of", "fold", "has_died", "load_protocol",
    "load_scenario", "never_overridden", "normalized", "parse_protocol", "parse_scenario", "read_facts",
    "read_terms", "refuse_confirmed_later", "say", "shipped_protocols", "standings_of", "start_of",
    "terms_as_json", "terms_known", "words_known",
]  # fmt: skip

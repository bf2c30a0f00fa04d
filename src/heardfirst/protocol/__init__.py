"""What should happen: protocols, facts and decisions. Pure Python, without a clock or a database."""

from .calendar import Calendar
from .chronology import Fold, fold
from .deciding import Decision, Next, Standing, decide, standings_of
from .entries import KINDS, Entry, Kind, check_entry, normalised
from .errors import EntryError, ProtocolError, ProtocolRoomError, ScenarioError
from .facts import Facts, facts_of, read_facts
from .loading import load_protocol, parse_protocol, shipped_protocols
from .overriding import asks_supervisor, never_overridden
from .protocol import Protocol, Step
from .reasons import Reason, say
from .response import has_died
from .said import start_of, words_known
from .scenario import Scenario, load_scenario, parse_scenario
from .terms import Terms, read_terms, terms_as_json

__all__ = [
    "KINDS", "Calendar", "Decision", "Entry", "EntryError", "Facts", "Fold", "Kind", "Next", "Protocol",
    "ProtocolError", "ProtocolRoomError", "Reason", "Scenario", "ScenarioError", "Standing", "Step", "Terms",
    "asks_supervisor", "check_entry", "decide", "facts_of", "fold", "has_died", "load_protocol",
    "load_scenario", "never_overridden", "normalised", "parse_protocol", "parse_scenario", "read_facts",
    "read_terms", "say", "shipped_protocols", "standings_of", "start_of", "terms_as_json", "words_known",
]  # fmt: skip

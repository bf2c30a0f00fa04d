"""The simulated client: answers by seed and temper, and an end within reach of whoever keeps the order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest

from heardfirst.practice.calls.client_lines import client_lines
from heardfirst.practice.calls.simulated_client import (
    DOING,
    HURTING,
    REACHING,
    CallMove,
    SimulatedClient,
    Temper,
    client_of,
    comes,
    reply,
    talk_in,
    was_heard,
)
from heardfirst.practice.calls.stories import HELPED_BY, STORIES, CallStory, stories
from heardfirst.practice.carrying_out import after
from heardfirst.protocol import Calendar, Entry, Protocol, Scenario, load_protocol, normalized
from heardfirst.protocol.vocabulary.closed_lists import BARRIERS, HELP

pytestmark = pytest.mark.once

DEFAULT = load_protocol("court-mandated-treatment")
BEGINS = datetime(2026, 3, 3, 14, tzinfo=UTC)
MOST_ACTS = 120
SEEDS = range(12)


def client(temper: Temper = Temper.GLAD, seed: int = 1, **more: Any) -> SimulatedClient:
    return replace(client_of(stories()["reunification"], temper=temper, seed=seed), **more)


def talked(who: SimulatedClient, *acts: str) -> list[CallMove]:
    """What came of these acts, one after the other."""
    moves: list[CallMove] = []
    for act in acts:
        moves.append(reply(who, DEFAULT, moves, act))
    return moves


def test_the_stories_are_whole() -> None:
    assert tuple(stories()) == STORIES and len(STORIES) >= 6
    for story in stories().values():
        assert set(story.label) == set(story.about) == {"en", "es"}, story.key
        named = {*story.barriers, *story.may_add}
        assert named <= set(BARRIERS) and named <= set(HELPED_BY), story.key
    assert set(HELPED_BY.values()) <= set(HELP)


def test_the_same_seed_and_acts_give_the_same_answers() -> None:
    acts = ("dial", "dial", "text", "go", "dial")
    for temper in Temper:
        assert talked(client(temper, 7), *acts) == talked(client(temper, 7), *acts)
    assert (
        len(
            {
                client_of(stories()["reunification"], temper=Temper.GLAD, seed=each).barriers
                for each in range(40)
            }
        )
        > 1
    )


def test_somebody_glad_answers_and_tells_what_is_in_the_way() -> None:
    who = client(Temper.GLAD)
    moves = talked(who, "dial", "greet", "limits", "ask", "stakes", "help", "time", "intend")
    assert [each.got for each in moves] == [
        "reached", "greeted", "limits", "told", "understood", "helps", "agrees", "continue",
    ]  # fmt: skip
    assert moves[3].told == who.barriers
    assert set(moves[5].told) == {HELPED_BY[each] for each in who.barriers}


def test_the_hardest_gives_the_worst_until_nothing_is_left() -> None:
    who = client(Temper.HARD_TO_REACH)
    assert [each.got == "reached" for each in talked(who, *["dial"] * 9)] == [False] * 7 + [True] * 2


def test_the_rest_is_told_only_after_the_limits_and_without_a_hurt() -> None:
    wary = client(Temper.WARY, barriers=("transport", "overwhelmed", "money"))
    spent = [CallMove("dial", "no_answer")] * 4  # what it had of bad answers
    begun = [*spent, CallMove("dial", "reached"), CallMove("greet", "greeted")]

    def then(*acts: str) -> CallMove:
        moves = list(begun)
        for act in acts:
            moves.append(reply(wary, DEFAULT, moves, act))
        return moves[-1]

    assert then("ask").told == ("transport",)
    assert then("ask", "more").got == "holds_back"
    assert then("limits", "ask", "more").told == ("overwhelmed", "money")
    assert then("limits", "ask", "blame").got == "hurt_blame"
    assert then("limits", "blame", "ask", "more").got == "holds_back"
    assert then("blame", "threat", "ask").got == "declined"
    assert then("blame", "threat", "secrecy").got == "hung_up"
    assert then("blame", "goodbye").got == "parted" and then("goodbye").got == "goodbye"
    assert then("help").got == "unsure", "nobody can say what would help before being asked what is wrong"


def test_who_cannot_speak_says_so_and_can_the_next_time() -> None:
    who = client(Temper.GLAD, safe=False)
    moves = talked(who, "dial", "greet")
    assert moves[-1].got == "not_now" and talk_in(moves) is None
    assert talked(who, "dial", "greet", "dial", "greet")[-1].got == "greeted"


def test_whoever_was_heard_is_told_first_what_the_court_will_hear_and_it_hurts_nobody() -> None:
    with pytest.raises(KeyError):
        talked(client(), "dial", "greet", "forewarn")
    moves = talked(client(), "dial", "greet", "ask", "goodbye", "dial", "forewarn", "goodbye")
    assert [each.got for each in moves[-2:]] == ["forewarned", "goodbye"]
    assert was_heard([CallMove("ask", "declined")]) and not was_heard(moves[:2])


def test_whoever_would_rather_not_say_does_not_say_that_nobody_asked() -> None:
    who = client(Temper.WARY, seed=3)
    begun = [CallMove("dial", "reached"), CallMove("ask", "declined")]
    assert reply(who, DEFAULT, begun, "help").got == "unsure_declined"
    assert reply(who, DEFAULT, begun, "more").got == "holds_back", "there is more, and that is not all of it"
    told = [CallMove("dial", "reached"), CallMove("ask", "told", who.barriers)]
    assert reply(who, DEFAULT, told, "more").got == "nothing_more"


def spoken(move: CallMove, *before: CallMove, language: str = "en") -> str:
    return " ".join(
        client_lines(move, seed=seed, place=1, name="Marta Ibarra", language=language, before=before)[0]
        for seed in SEEDS
    )


def test_nobody_speaks_of_a_phone_at_the_door() -> None:
    door = CallMove("go", "reached")
    greetings = [CallMove("greet", "greeted"), CallMove("greet", "not_now"), CallMove("goodbye", "goodbye")]
    hurts = [CallMove(do, got) for do in HURTING for got in (f"hurt_{do}", "hung_up")]
    for move in (*greetings, *hurts):
        for word in ("pick up", "line goes", "call", "ring"):
            assert word not in spoken(move, door), move
        for word in ("contest", "llama", "Se corta"):
            assert word not in spoken(move, door, language="es"), move
    assert "The door closes." in spoken(CallMove("blame", "hung_up"), door)
    assert "The line goes dead." in spoken(CallMove("blame", "hung_up"), CallMove("dial", "reached"))


def test_what_is_asked_a_second_time_is_not_answered_in_the_same_words() -> None:
    on_the_line, greeted = CallMove("dial", "reached"), CallMove("greet", "greeted", at=BEGINS)
    told = CallMove("ask", "told", ("money",))
    for move in (told, CallMove("ask", "declined"), CallMove("limits", "limits"), CallMove("time", "agrees")):
        first, second = spoken(move, on_the_line), spoken(move, on_the_line, move)
        assert first and second and not set(first.split(". ")) & set(second.split(". ")), move
        assert spoken(move, on_the_line, move, on_the_line) == first, "another talk is another talk"
    assert "you again." in spoken(greeted, on_the_line, greeted, on_the_line)
    next_day = replace(greeted, at=BEGINS + timedelta(days=1))
    assert "you again." not in spoken(next_day, on_the_line, greeted, on_the_line)


def test_no_story_names_a_day_that_may_not_have_been() -> None:
    for story in stories().values():
        for word in ("yesterday", "days ago", "ayer", "hace dos días"):
            assert word not in " ".join(story.about.values()).lower(), story.key


def test_nobody_speaks_who_is_not_on_the_line() -> None:
    for act in ("greet", "ask", *HURTING, "nonsense"):
        with pytest.raises(KeyError):
            reply(client(), DEFAULT, [], act)


def test_what_we_promised_and_did_not_do_keeps_them_away() -> None:
    assert comes(client(Temper.GLAD), DEFAULT, [], ours_done=False)
    assert not comes(client(Temper.WORN_OUT), DEFAULT, [], ours_done=False)
    assert comes(client(Temper.HARD_TO_REACH), DEFAULT, [CallMove("dial", "no_answer")] * 7, ours_done=True)
    assert not comes(client(Temper.HARD_TO_REACH), DEFAULT, [], ours_done=True)


def test_every_answer_has_words_in_both_languages() -> None:
    found: set[tuple[str, str, tuple[str, ...]]] = set()
    for story in stories().values():
        for temper in Temper:
            for seed in SEEDS:
                who = client_of(story, temper=temper, seed=seed)
                acts = ["dial", "text", "go"] * 4
                acts += [
                    "greet",
                    "dial",
                    "greet",
                    "limits",
                    "ask",
                    "more",
                    "stakes",
                    "stakes",
                    "help",
                    "time",
                ]
                moves: list[CallMove] = []
                for act in [
                    *acts,
                    "intend",
                    "intend",
                    "forewarn",
                    "blame",
                    "threat",
                    "ask",
                    "more",
                    "secrecy",
                    "dial",
                    "goodbye",
                ]:
                    if act in REACHING or talk_in(moves) is not None:
                        moves.append(reply(who, DEFAULT, moves, act))
                found |= {(each.do, each.got, each.told) for each in moves}
    found |= {("session", each, ()) for each in ("comes", "misses", "misses_ours", "waited")}
    assert {do for do, _got, _told in found} >= set(DOING) - {"later", "tomorrow"}
    for do, got, told in found:
        for language in ("en", "es"):
            lines = client_lines(
                CallMove(do, got, told), seed=1, place=1, name="Marta Ibarra", language=language
            )
            assert lines and all(lines) and "{" not in "".join(lines), (do, got, told)


@pytest.mark.parametrize("key", STORIES)
@pytest.mark.parametrize("temper", Temper)
def test_whoever_keeps_the_order_can_end_it_well(key: str, temper: Temper) -> None:
    story = stories()[key]
    for seed in SEEDS:
        acts, ended = _lived_well(story, DEFAULT, client_of(story, temper=temper, seed=seed))
        assert ended, f"{key} at {temper.name}, seed {seed}: still open after {acts} acts"


def test_it_ends_well_under_every_kind_of_rules() -> None:
    for name in ("campus-counseling", "ohio-child-welfare", "suffolk-treatment-court"):
        story = stories()["reunification"]
        for temper in Temper:
            acts, ended = _lived_well(story, load_protocol(name), client_of(story, temper=temper, seed=3))
            assert ended, f"{name} at {temper.name}: still open after {acts} acts"


def _lived_well(story: CallStory, protocol: Protocol, who: SimulatedClient) -> tuple[int, bool]:
    """How many acts a learner takes who always does what is next, and whether the response is over then."""
    calendar = Calendar(zone="America/New_York")
    life = _Life(
        Scenario(
            protocol,
            BEGINS,
            (
                _entry("order.changed", BEGINS - timedelta(days=60), terms=dict(story.terms)),
                *(_entry("session.missed", BEGINS - timedelta(days=each)) for each in story.missed_days_ago),
            ),
            calendar,
        ),
        who,
    )
    for acts in range(MOST_ACTS):
        decision = life.scenario.decide()
        if not decision.response_open:
            return acts, True
        life.act(decision)
    return MOST_ACTS, False


class _Life:
    """A learner who keeps the order, before one client."""

    def __init__(self, scenario: Scenario, who: SimulatedClient) -> None:
        self.scenario, self.who, self.moves = scenario, who, list[CallMove]()
        self.booked: datetime | None = None

    def act(self, decision: Any) -> None:
        step = decision.next.step
        if step is None:
            self.wait(decision.next.wait_until)
            return
        writes = decision.protocol.step(step).writes
        if "contact.made" in writes or "contact.tried" in writes:
            self.reach()
        elif "client.heard" in writes:
            got = self.asks("ask")
            self.tell("client.heard", barriers=["transport"], limits_explained=True) if got == "told" else (
                self.tell("client.declined")
            )
            if self.who.stops and not any(each.do == "intend" for each in self.moves):
                self.tell("client.declared", intends=self.asks("intend"))
        elif "client.declared" in writes:
            self.tell("client.declared", intends=self.asks("intend"))
        elif "stakes.discussed" in writes:
            self.tell(
                "stakes.discussed", understood="yes" if self.asks("stakes") == "understood" else "partly"
            )
        elif "session.booked" in writes:
            self.booked = self.scenario.now + timedelta(days=2)
            self.tell("session.booked", starts_at=self.booked, plan=True, by="us")
            self.tell("action.done", by="us")
        else:
            self.scenario = after(self.scenario, step)

    def reach(self) -> None:
        act = tuple(REACHING)[len(self.moves) % len(REACHING)]
        if self.asks(act) == "reached":
            self.tell("contact.made", channel="phone", by="worker")
            return
        channel = REACHING[act]
        self.tell(
            "contact.tried",
            channel=channel,
            outcome={"phone": "no_answer", "text": "message_left", "visit": "not_home"}[channel],
        )
        self.pass_time(timedelta(hours=20))

    def asks(self, act: str) -> str:
        if act not in REACHING and talk_in(self.moves) is None:
            self.moves.append(CallMove("dial", "reached"))
        self.moves.append(reply(self.who, self.scenario.protocol, self.moves, act))
        return self.moves[-1].got

    def wait(self, until: datetime | None) -> None:
        if self.booked is not None:
            until = self.booked + timedelta(hours=1)
        self.pass_time((until or self.scenario.now + timedelta(days=1)) - self.scenario.now)

    def pass_time(self, span: timedelta) -> None:
        now = self.scenario.now + max(span, timedelta(minutes=5))
        if self.booked is not None and self.booked <= now:
            start, self.booked = self.booked, None
            here = comes(self.who, self.scenario.protocol, self.moves, ours_done=True)
            self.moves.append(CallMove("session", "comes" if here else "misses"))
            self.scenario = replace(self.scenario, now=max(now, start + timedelta(hours=1)))
            self.tell("session.attended" if here else "session.missed", at=start)
        else:
            self.scenario = replace(self.scenario, now=now)

    def tell(self, kind: str, at: datetime | None = None, **details: Any) -> None:
        now = self.scenario.now + timedelta(minutes=5)
        entry = replace(_entry(kind, at or now, **details), recorded=now, seq=len(self.scenario.entries) + 1)
        self.scenario = replace(self.scenario, now=now, entries=(*self.scenario.entries, entry))


_numbers = iter(range(10**9))


def _entry(kind: str, at: datetime, **details: Any) -> Entry:
    requirement = "1" if kind.startswith("session.") else None
    return Entry(
        kind, at, at, MappingProxyType(normalized(kind, details)), requirement, f"e{next(_numbers)}", 0
    )

"""A second opinion on the proof: the same table of happenings, searched by another program in another way.

``protocol.proving.checking`` visits every reachable state one after the other, as numbers, with the masks
that decide real cases. Here nothing is visited. A protocol's text is read anew with ``tomllib``, its rules
become formulas over one yes/no variable a fact, each row of ``protocol.proving.effects`` becomes a rule of
what follows from what, and z3's engine Spacer (Komuravelli, Gurfinkel and Chaki, "SMT-based model checking
for recursive programs", 2016) is asked whether a state that breaks a promise follows from the beginning: it
answers with a derivation, or with an invariant that rules it out.

Shared with the first checker: the rows themselves, which are the model, and the names of the grids. Not
shared: reading and compiling rules, masks, planes, precedence, what follows from other facts, the search.

What is not said here: of *never-a-dead-end* the game, that a client who cooperates always gets back (what is
asked is only that no open state leaves nothing to do and nothing to wait for); and *duty-kept*, which needs
clocks.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import z3

from heardfirst.protocol import Protocol
from heardfirst.protocol.proving.model import Grid
from heardfirst.protocol.rules.effects import EffectRow, groups_for, outside_rows, staff_rows

__all__ = ["SecondOpinion", "rules_of"]

Rule = dict[str, Any]
Key = tuple[str, str | None]
_UNTIL_AN_ANSWER = 60_000  # milliseconds; what takes longer is an error, never an answer

_REMEMBERED = ("limits", "away", "asked", "near", "talked_twice")
"""What the facts below are worked out from and no rule can name."""


class SecondOpinion:
    """One protocol under one grid. ``names`` are the facts and memories that a state is made of, ``starts``
    those that are on before a response, ``happens`` the formula of two states of which one follows from the
    other, ``offered`` that of the states in which a step may be taken."""

    def __init__(self, protocol: Protocol, grid: Grid) -> None:
        text = _whole(protocol)
        self.grid, self.rules, self._atoms = grid, rules_of(protocol), text["atoms"]
        self._own = text["tasks"] | text["events"]
        self._mandated = text.get("order", {}).get("mandated", True)
        self._referrer = None if self._mandated else text["order"].get("tells", "court")
        self._owing = [name for name, table in text["atoms"].items() if "asked_by" in table]
        self._groups = groups_for(protocol)
        outside = list(outside_rows(protocol, notice=grid.notice, basis=grid.basis, side=grid.side))
        staff = [list(staff_rows(protocol, protocol.step(rule["name"]), grid.side)) for rule in self.rules]
        self._passing = [row for row in outside if row.by == "time"]
        self.names = sorted(self._named([*outside, *(row for rows in staff for row in rows)]))
        self._now = {name: z3.Bool(name) for name in self.names}
        self._then = {name: z3.Bool(f"{name} then") for name in self.names}
        self._on_or_off = [
            {name: {True: each, False: z3.Not(each)} for name, each in variables.items()}
            for variables in (self._now, self._then)
        ]
        self._facts = self._now | self._following()
        self.offered = {rule["name"]: self._offer(rule) for rule in self.rules}
        self._search = z3.Fixedpoint()
        # States in formulas, not one by one: the same answers, ten times as fast on this model.
        self._search.set(engine="spacer", timeout=_UNTIL_AN_ANSWER, **{"spacer.ground_pobs": False})
        self._search.declare_var(*self._now.values(), *self._then.values())
        truth = [z3.BoolSort()] * (len(self.names) + 1)
        self._reached = z3.Function("reached", *truth)
        self._search.register_relation(self._reached)
        self._say_what_follows(outside, staff)

    def can_be(self, formula: Any) -> bool:
        """Whether a reachable state fulfills the formula.

        Raises TimeoutError when the solver does not know.
        """
        here = self._reached(*self._now.values())
        answer = self._search.query(z3.Exists(list(self._now.values()), z3.And(here, formula)))
        if answer == z3.unknown:
            raise TimeoutError(f"{self.grid}: {self._search.reason_unknown()}")
        return bool(answer == z3.sat)

    def state(self, on: Collection[str], *, then: bool = False) -> Any:
        """The formula of the one state in which just these are on; ``then`` puts it after what ``happens``.

        Raises KeyError for a name that nothing turns on or off.
        """
        literals = self.literals(on, then=then)
        # z3.And makes sure of the sort of every one of them, which for thousands of states takes seconds.
        passed = (z3.Ast * len(literals))(*(each.as_ast() for each in literals))
        context = literals[0].ctx
        return z3.BoolRef(z3.Z3_mk_and(context.ref(), len(literals), passed), context)

    def literals(self, on: Collection[str], *, then: bool = False) -> list[Any]:
        """The same, a formula for each fact."""
        unknown = set(on).difference(self.names)
        if unknown:
            raise KeyError(*sorted(unknown))
        return [either[name in on] for name, either in self._on_or_off[then].items()]

    def facts(self, on: Mapping[str, bool]) -> Any:
        """The formula of the states in which these facts and memories are on, or off."""
        return z3.And([self._now[name] if here else z3.Not(self._now[name]) for name, here in on.items()])

    def wrongs(self) -> dict[Key, Any]:
        """For each promise, and each step that could break it, the formula of the states that do."""
        found: dict[Key, Any] = {}
        supplements: list[Any] = []
        looked_for = self._any("heard", "tried", "stop_asked")
        reached = z3.Or(looked_for, self._any("in_touch", "lawful_end"))
        told_why = self._any("heard", "tried", "report_due")
        may_end = self._fact("lawful_end")
        if not self._mandated:
            may_end = z3.Or(may_end, z3.And(looked_for, self._fact("documented"), self._fact("consulted")))

        def broken(promise: str, name: str, formula: Any) -> None:
            found[promise, name] = z3.Or(found.get((promise, name), z3.BoolVal(False)), formula)

        for rule in self.rules:
            name, offered, writes = rule["name"], self.offered[rule["name"]], set(rule.get("writes", ()))
            acts = self._acts(rule)
            if writes & {"letter.sent", "bill.sent"} or acts & {"charges", "writes"}:
                broken("contact-first", name, z3.And(offered, z3.Not(reached)))
            found |= self._sent_where_it_is_unsafe(name, writes, acts)
            if "court.supplemented" in writes:
                supplements.append(offered)
            if "counsel.informed" in writes:
                with_us = z3.And(self._fact("in_touch"), self._not("stop_asked"))
                lawful = z3.Or(with_us, self._any(*self._releases("counsel")))
                broken("no-disclosure-without-basis", name, z3.And(offered, z3.Not(lawful)))
            for basis, waits_for in self._tellings(rule):
                if waits_for is None:  # it says of the client that sessions were missed
                    pressed = self._fact("report_due")
                    broken("contact-first", name, z3.And(offered, z3.Not(z3.Or(reached, pressed))))
                asked_for = self._any(*(waits_for or ()))
                if waits_for and set(waits_for) <= set(
                    self._owing
                ):  # of a miss they hear only after the client
                    asked_for = self._not("missed")
                broken("heard-before-court", name, z3.And(offered, z3.Not(z3.Or(told_why, asked_for))))
                broken("no-disclosure-without-basis", name, z3.And(offered, z3.Not(self._any(*basis))))
            if "session.booked" in writes:
                unplanned = z3.And(self._fact("missed"), self._not("planned"))
                broken("plan-before-rebooking", name, z3.And(offered, unplanned))
            if writes & {"case.closed", "service.ended", "case.transferred"} or "ends" in acts:
                spoken_to = z3.Or(looked_for, self._fact("lawful_end"))
                broken("contact-first", name, z3.And(offered, z3.Not(spoken_to)))
                broken("never-ended-for-absence", name, z3.And(offered, z3.Not(may_end)))
        owed = z3.And(self._fact("told_unheard"), self._fact("heard"), self._fact("lawful_basis"))
        found["heard-before-court", None] = z3.And(owed, z3.Not(z3.Or(supplements)))
        found["never-a-dead-end", None] = z3.And(
            self._fact("missed"), z3.Not(self._something_to_do_or_wait_for())
        )
        found["never-out-of-sight", None] = z3.Or(*self._out_of_sight())
        danger = self._any("risk_open", "risk_look_due")
        found["safety-first", None] = z3.And(danger, z3.Not(self._next_is("protect")))
        return found

    def _sent_where_it_is_unsafe(self, name: str, writes: set[str], acts: set[str]) -> dict[Key, Any]:
        if "letter.sent" in writes:
            safe = self._fact("letter_safe")
        elif "writes" in acts:  # it may be handed over
            safe = self._any("letter_safe", "in_touch")
        else:
            return {}
        return {("safe-contact", name): z3.And(self.offered[name], z3.Not(safe))}

    def _out_of_sight(self) -> Iterator[Any]:
        """Nobody has a day by when to do what would bring the client back into sight."""
        for lost, entries in {
            "lost": {"session.booked"},
            "stay_contact_due": {"contact.made"},
            "whereabouts_unsure": {"client.whereabouts", "contact.made"},
        }.items():
            steps = [
                self.offered[rule["name"]]
                for rule in self.rules
                if "within" in rule and entries & set(rule.get("writes", ()))
            ]
            booked = self._fact("booked") if lost == "lost" else z3.BoolVal(False)
            yield z3.And(self._fact(lost), z3.Not(z3.Or(self._fact("closed"), booked, *steps)))

    def _ticked(self, rule: Rule) -> list[dict[str, Any]]:
        """The tables of the protocol's own facts that a step ticks."""
        names = [name for line in rule.get("done", ()) for name in _names_in(line)]
        return [self._atoms[name] for name in (*names, *rule.get("brings", ())) if name in self._atoms]

    def _releases(self, to: str) -> list[str]:
        return [name for name, table in self._atoms.items() if table.get("release_for") == to]

    def _ended(self, rule: Rule) -> list[Any]:
        """What ends the facts that a step is wanted for."""
        wanted = [self._atoms.get(name, {}) for line in rule["wanted"] for name in _names_in(line)]
        return [table["until"] for table in wanted if "until" in table]

    def _brought_about(self, rule: Rule, word: str) -> set[str]:
        """The tasks (``done``) that a step notes, or the recipients (``told``) that it tells."""
        ticked = {table[word] for table in self._ticked(rule) if word in table}
        ended = (end for end in self._ended(rule) if isinstance(end, dict))
        return ticked or {end[word] for end in ended if word in end}

    def _recorded(self, rule: Rule) -> set[str]:
        """The tasks and events that a step records, by their names."""
        writes, found = rule.get("writes", ()), set[str]()
        if "step.done" in writes:
            found |= self._brought_about(rule, "done")
        if "program.event" in writes:
            ticked = {table["event"] for table in self._ticked(rule) if "event" in table}
            found |= ticked or {end for end in self._ended(rule) if isinstance(end, str)}
        return found

    def _acts(self, rule: Rule) -> set[str]:
        """What the tasks and events that a step records do to the client, as their tables say."""
        built_in = {
            "graduated_answer": ["charges"], "referred_back": ["ends"], "consequences_told": ["writes"],
        }  # fmt: skip
        return {
            act
            for name in self._recorded(rule)
            for act in self._own.get(name, {}).get("acts", built_in.get(name, []))
        }

    def _tellings(self, rule: Rule) -> Iterator[tuple[list[str], list[str] | None]]:
        """For each one that a step tells: the facts of which one is a basis for it, and those that ask for
        it; None when nobody does."""
        writes, wanted = rule.get("writes", ()), {name for line in rule["wanted"] for name in _names_in(line)}
        if "court.supplemented" in writes:
            yield ["lawful_basis"], ["told_unheard"]
        if "court.corrected" in writes:
            yield ["lawful_basis"], ["told_wrong"]
        if "court.reported" in writes:
            asked = [name for name in self._owing if name in wanted]
            waits_for = asked or (["status_owed"] if "status_owed" in wanted else None)
            yield ["lawful_basis"], waits_for
        own = (self._own.get(name, {}).get("tells") for name in self._recorded(rule))
        recipients = [to for to in own if to]
        recipients += self._brought_about(rule, "told") if "disclosure.made" in writes else []
        for to in recipients:
            yield [*self._releases(to), *(["lawful_basis"] if to == self._referrer else [])], None

    # -- what the rules see

    def _fact(self, name: str) -> Any:
        return self._facts.get(name, z3.BoolVal(False))  # what no row ever turns on is off

    def _not(self, name: str) -> Any:
        return z3.Not(self._fact(name))

    def _any(self, *names: str) -> Any:
        return z3.Or([self._fact(name) for name in names])

    def _following(self) -> dict[str, Any]:
        """The facts that follow from others."""
        now = {name: self._now.get(name, z3.BoolVal(False)) for name in (*self._now, *_REMEMBERED)}

        def on(name: str) -> Any:
            return now.get(name, z3.BoolVal(False))

        lacking = z3.And(
            z3.Or([on(name) for name in ("notice_owed", "status_owed", "told_wrong", *self._owing)]),
            z3.Not(on("lawful_basis")),
        )
        pressing = z3.Or(on("near"), on("told_wrong"))
        choice = ("declared_stop", "talked_twice", "counsel_offered", "consulted")
        return {
            "safe_to_reach": z3.Or(z3.Not(on("limits")), on("in_touch")),
            "letter_safe": z3.Not(z3.Or(on("limits"), on("away"))),
            "informed_choice": z3.And([on(name) for name in choice]),
            "basis_sought": z3.And(lacking, on("asked")),
            "basis_due": z3.And(lacking, z3.Not(on("asked")), pressing),
            "basis_lost": z3.And(lacking, on("basis_lost")),
            "stay_contact_due": z3.And(
                on("stay_contact_due"), z3.Not(z3.Or(on("lawful_end"), on("whereabouts_unsure")))
            ),
            "lost": z3.And(on("lost"), z3.Not(z3.Or(on("missed"), on("lawful_end"), on("away")))),
        }

    def _line(self, line: str | dict[str, Any]) -> Any:
        if isinstance(line, str):
            return self._not(line.removeprefix("not ")) if line.startswith("not ") else self._fact(line)
        waiver = line.get("unless", [])
        return z3.Or(
            [self._line(each) for each in (*line["any"], *([waiver] if isinstance(waiver, str) else waiver))]
        )

    def _every(self, lines: Iterable[str | dict[str, Any]]) -> Any:
        return z3.And([z3.BoolVal(True), *map(self._line, lines)])

    def _offer(self, rule: Rule) -> Any:
        waited = self._fact(rule["waits"]) if "waits" in rule else z3.BoolVal(True)
        return z3.And(self._every(rule["wanted"]), self._every(rule.get("needs", ())), waited)

    def _something_to_do_or_wait_for(self) -> Any:
        """A step is offered, a session is booked, or time will change something."""
        return z3.Or(self._fact("booked"), *self.offered.values(), *map(self._changes, self._passing))

    def _changes(self, row: EffectRow) -> Any:
        on, off, turned_on, turned_off = self._parts(row)
        otherwise = [
            *(z3.Not(self._now[name]) for name in sorted(turned_on)),
            *(self._now[name] for name in sorted(turned_off)),
        ]
        return z3.And(self._able(on, off), z3.Or(otherwise))

    def _next_is(self, role: str) -> Any:
        """The first of what is offered, in the order of precedence, is of that role."""
        ranks = [list(self._ranks(place, rule)) for place, rule in enumerate(self.rules)]
        first = []
        for place, rule in enumerate(self.rules):
            if rule["role"] != role:
                continue
            for rank, here in ranks[place]:
                earlier = [
                    z3.And(self.offered[other["name"]], there)
                    for number, other in enumerate(self.rules)
                    for other_rank, there in ranks[number]
                    if other["role"] != role and (other_rank, number) < (rank, place)
                ]
                first.append(z3.And(self.offered[rule["name"]], here, z3.Not(z3.Or(earlier))))
        return z3.Or(first)

    def _ranks(self, place: int, rule: Rule) -> Iterator[tuple[float, Any]]:
        """Where a step stands in the order, and when it stands there: in its own place, or moved right
        behind another."""
        if "moves" not in rule:
            yield place, z3.BoolVal(True)
            return
        moved = self._every(rule["moves"]["when"])
        behind = [each["name"] for each in self.rules].index(rule["moves"]["after"])
        yield behind + 0.5, moved
        yield place, z3.Not(moved)

    # -- what follows from what

    def _say_what_follows(self, outside: list[EffectRow], staff: list[list[EffectRow]]) -> None:
        start = {"ours_done"} | ({"charges"} if "charges" in self.grid.side.split("+") else set())
        self.starts = [start | {"lawful_basis"}] + ([start] if self.grid.basis == "consent" else [])
        for each in self.starts:
            self._search.rule(self._reached(*(z3.BoolVal(name in each) for name in self.names)))
        happenings = [self._happens(row, z3.BoolVal(True)) for row in outside]
        for rule, rows in zip(self.rules, staff, strict=True):
            happenings += [self._happens(row, self.offered[rule["name"]]) for row in rows]
        self.happens = z3.Or(happenings)
        # One rule of many alternatives: Spacer is slower by far with one rule for each of them.
        before, after = self._reached(*self._now.values()), self._reached(*self._then.values())
        self._search.rule(after, [before, self.happens])

    def _happens(self, row: EffectRow, allowed: Any) -> Any:
        """The formula of the two states before and after the row."""
        on, off, turned_on, turned_off = self._parts(row)
        after = [
            self._then[name] == (z3.BoolVal(name in turned_on) if name in turned_on | turned_off else before)
            for name, before in self._now.items()
        ]
        return z3.And(allowed, self._able(on, off), *after)

    def _able(self, on: set[str], off: set[str]) -> Any:
        return z3.And(
            [*(self._now[name] for name in sorted(on)), *(z3.Not(self._now[name]) for name in sorted(off))]
        )

    def _parts(self, row: EffectRow) -> tuple[set[str], set[str], set[str], set[str]]:
        """What must be on and off, and what is then turned on and off; on wins over off."""
        when, then = row.when.split(), row.then.split()
        on = self._expanded(word for word in when if word[0] != "!")
        off = self._expanded(word[1:] for word in when if word[0] == "!")
        turned_on = self._expanded(word[1:] for word in then if word[0] == "+")
        turned_off = self._expanded(word[1:] for word in then if word[0] == "-")
        return on, off, turned_on, turned_off - turned_on

    def _expanded(self, words: Iterable[str]) -> set[str]:
        return {name for word in words for name in self._groups.get(word, (word,))}

    def _named(self, rows: list[EffectRow]) -> set[str]:
        always = {"ours_done", "lawful_basis", "charges"}
        return always.union(*(part for row in rows for part in self._parts(row)))


def rules_of(protocol: Protocol) -> list[Rule]:
    """The steps of a protocol as its text and the text it extends have them, in their order."""
    return list(_whole(protocol)["step"])


def _whole(protocol: Protocol) -> dict[str, Any]:
    """A protocol's text with what it extends: its facts and its steps."""
    text = tomllib.loads(protocol.source.removeprefix("\ufeff"))
    none: Rule = {"atoms": {}, "tasks": {}, "events": {}, "step": [], "order": {}}
    below = _whole(protocol.base) if protocol.base else none
    left_out = text["protocol"].get("without", [])
    steps = [rule for rule in below["step"] if rule["name"] not in left_out]
    for rule in text.get("step", []):
        names = [each["name"] for each in steps]
        if "after" in rule:
            steps = [each for each in steps if each["name"] != rule["name"]]
            steps.insert([each["name"] for each in steps].index(rule["after"]) + 1, rule)
        elif rule["name"] in names:
            steps[names.index(rule["name"])] = rule
        else:
            steps.append(rule)
    order = text.get("order", below["order"])
    own = {table: below[table] | text.get(table, {}) for table in ("atoms", "tasks", "events")}
    return {**own, "step": steps, "order": order}


def _names_in(line: str | dict[str, Any]) -> list[str]:
    """The facts that a line of a checklist names, those that must not hold left out."""
    named = [line] if isinstance(line, str) else line["any"]
    return [name for name in named if not name.startswith("not ")]

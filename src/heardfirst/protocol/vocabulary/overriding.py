"""Overriding: what a professional may decide otherwise, in the open, and what nobody may."""

from __future__ import annotations

from .protocol import Step

__all__ = ["NEVER_OVERRIDDEN", "asks_supervisor", "never_overridden"]

NEVER_OVERRIDDEN = {"lawful_basis": "lawful_bar", "letter_safe": "safety", "safe_to_reach": "safety"}
"""Facts whose open line no professional may override, and what such a line guards: the lawful bar on
disclosure (42 CFR 2.13), and the client's own word on which way of being reached is safe. The basis for
telling another recipient guards the telling of them likewise, and their own lawyer the client's presence."""


def never_overridden(step: Step, bits: int) -> str:
    """
    Why this step stays shut whoever wants it open: ``safety``, ``lawful_bar``, or ``court`` for what is the
    court's own to do; empty when a professional may decide otherwise. ``bits`` are the packed facts.
    """
    if step.role == "protect":
        return "safety"
    if step.by == "court":
        return "court"
    guards = NEVER_OVERRIDDEN | {
        fact: "lawful_bar"
        for disclosure in step.disclosures
        for fact in (*disclosure.basis, *(("in_touch", "heard") if disclosure.presence else ()))
    }
    if "ends" in step.acts:
        guards["lawful_end"] = "court"
    guarded = (
        guards[literal]
        for line in step.needs
        if not line.holds(bits)
        for literal in line.literals
        if literal in guards
    )
    return next(guarded, "")


def asks_supervisor(step: Step) -> bool:
    """
    Whether it takes a supervisor's agreement to open this step early: the rules give it to somebody else than
    the worker, or it ends the service, which nobody does alone against the rules (NASW 1.17).
    """
    return step.by not in (None, "worker") or "ends" in step.acts

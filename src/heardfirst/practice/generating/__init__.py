"""
Questions made from a protocol's own states, at a chosen difficulty.

A made-up client's weeks are walked through the rules as they would be lived: steps that the protocol offers
are taken, the client answers or does not, other things happen. Where the walk ends, the question begins: what
comes next? Every protocol can be asked about so, an agency's own and one that is not yet in force too.
"""

from __future__ import annotations

from .question_generator import LEVELS, MadeQuestion, generated, several

__all__ = ["LEVELS", "MadeQuestion", "generated", "several"]

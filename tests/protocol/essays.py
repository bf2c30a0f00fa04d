"""A made-up program with tasks and events of its own, for whoever tests those."""

from __future__ import annotations

from functools import cache

from heardfirst.protocol import Protocol, parse_protocol

__all__ = ["ESSAYS", "essays"]

ESSAYS = """
[protocol]
extends = "court-mandated-treatment"
name = "Essays"
version = "1"
without = [
    "letter", "hardship", "bill", "adjust", "recommend_action", "notify_court", "seek_basis", "forewarn",
    "supplement", "correct_court", "report_status", "document", "consult",
]
[order]
mandated = false

[tasks.check_essay]
label = { en = "Read the essay", es = "Leer el ensayo" }
acts = []

[events.essay_assigned]
label = { en = "An essay was assigned", es = "Se asignó un ensayo" }
by = "staff"
acts = ["charges"]
[events.essay_in]
label = { en = "The essay was handed in", es = "Se entregó el ensayo" }
by = "client"
clerk = true
[events.test_failed]
label = { en = "A drug test was failed", es = "Dio positivo una prueba de drogas" }
by = "outside"

[atoms]
assigned = { event = "essay_assigned", since = "miss" }
essay_owed = { event = "essay_assigned", until = "essay_in" }
essay_unread = { event = "essay_in", until = { done = "check_essay" } }
three_tests = { event = "test_failed", times = 3, within = "90 days" }

[[step]]
name = "assign"
role = "charge"
label = { en = "Assign an essay", es = "Asignar un ensayo" }
wanted = ["missed", "not assigned"]
needs = ["heard"]
done = ["assigned"]
writes = ["program.event"]

[[step]]
name = "remind"
role = "support"
label = { en = "Help with the essay", es = "Ayudar con el ensayo" }
wanted = ["essay_owed", "not three_tests"]
writes = ["program.event"]

[[step]]
name = "check_it"
role = "support"
label = { en = "Read it with them", es = "Leerlo con la persona" }
wanted = ["essay_unread"]
within = { business_days = 5, of = "essay_unread" }
writes = ["step.done"]
"""


@cache
def essays(old: str = "", new: str = "") -> Protocol:
    """The program, with one part of its text replaced. Raises ProtocolError where that is no protocol."""
    assert old in ESSAYS
    return parse_protocol(ESSAYS.replace(old, new, 1).encode(), "essays.toml")

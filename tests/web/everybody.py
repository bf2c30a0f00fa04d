"""Everybody who might knock at a door: each role, and each way of standing to one case."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from heardfirst.access.emergency import LASTS, take_emergency_access
from heardfirst.access.models import EmergencyAccess
from heardfirst.agency.doors.invitations import invite
from heardfirst.agency.doors.models import Invitation
from heardfirst.agency.models import Cover, Person, Role, RoleHeld, Team
from heardfirst.agency.services import add_person, open_agency
from heardfirst.agency.staffing import change_team, give_role, let_go, make_team
from heardfirst.guide.directory.models import Help
from heardfirst.guide.directory.services import Offer, add_help
from heardfirst.practice.calls.services import begin
from heardfirst.practice.exchange.checking import checked
from heardfirst.practice.exchange.scenario_files import QuestionFile
from heardfirst.practice.models import Answered, OwnItem, PracticeCall
from heardfirst.practice.own_questions import add_own_items
from heardfirst.practice.services import NOT_SURE, give_answer
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case, Entry
from heardfirst.record.services import NewRequirement, append, open_case, transfer_case

AGENCY, CLIENT, PHONE, LABEL = "Harbor Family Services", "Marisol Quiñones", "+12025550147", "Tuesday group"
WORDS, GUARDED_WORDS = "The bus line was cut.", "Ask for Pelican before you speak."
INVITED = "Nora New"
QUESTION = "authored/first_response/five-days-to-report"
OWN_QUESTION = """
about = "Nobody called after the miss."
ask = "What comes first?"
now = 2026-03-04T09:00:00-05:00
entry = [{ kind = "session.missed", at = 2026-03-03T10:00:00-05:00 }]
option = [
    { label = "a", text = "Call.", acts = ["contact"] }, { label = "b", text = "Bill.", acts = ["bill"] },
]
"""
STAFF = ("Wanda Reyes", "Selma Ortiz", "Colin Marsh", INVITED)


@dataclass(frozen=True)
class Visitor:
    """Somebody at the door: who, with which roles, and how they stand to the case."""

    relation: str
    person: Person | None
    roles: frozenset[str] = frozenset()


@dataclass
class Everybody:
    """The case, the people, and the ids that addresses are made of."""

    case: Case
    entry: Entry
    cover: Cover
    team: Team
    colleague: Person
    emergency: EmergencyAccess
    invitation: Invitation
    offered: Help
    answered: Answered
    own: OwnItem
    practiced: PracticeCall
    visitors: list[Visitor] = field(default_factory=list)

    def ids(self) -> dict[str, UUID]:
        """What stands in addresses, by the name of the route's argument."""
        return {
            "case_id": self.case.public_id,
            "entry_id": self.entry.public_id,
            "order_id": self.case.orders.get().public_id,
            "cover_id": self.cover.public_id,
            "team_id": self.team.public_id,
            "person_id": self.colleague.public_id,
            "invitation_id": self.invitation.public_id,
            "help_id": self.offered.public_id,
            "answer_id": self.answered.public_id,
            "own_id": self.own.public_id,
            "call_id": self.practiced.public_id,
            "passkey_id": self.colleague.public_id,  # nobody has one here
        }


def gather(now: datetime) -> Everybody:
    """Two agencies with everybody in them; the clock stands at ``now``."""
    agency, elsewhere = open_agency(name=AGENCY), open_agency(name="Ridge County Probation")
    river, lake = make_team(agency=agency, name="River"), make_team(agency=agency, name="Lake")

    def person(name: str, *roles: str, team: Team | None = None, away: bool = False) -> Person:
        email = f"{name.lower().replace(' ', '.')}@example.org"
        made = add_person(agency=elsewhere if away else agency, email=email, name=name, roles=roles)
        if team is not None:
            there = Person.objects.filter(team=team)
            change_team(team=team, name=team.name, people=[*there, made])
            made.refresh_from_db(fields=["team"])
        return made

    gone = person("Greta Holm", Role.WORKER, team=river)
    own, team = person(STAFF[0], Role.WORKER, team=river), person(STAFF[1], Role.SUPERVISOR, team=river)
    colleague = person(STAFF[2], Role.WORKER, team=river)
    case = open_case(
        agency=agency,
        by=gone,
        worker=gone,
        identity=Identity(CLIENT, phone=PHONE, language="es", pronoun="she"),
        requirements=[NewRequirement("therapy", LABEL)],
    )
    transfer_case(case=case, by=team, to=own, at=now, words="She likes mornings best.")
    let_go(person=gone, by=None)
    requirement = case.requirements.get()
    append(case=case, by=own, kind="session.missed", at=now - timedelta(days=1), requirement=requirement)
    entry = append(
        case=case,
        by=own,
        kind="contact.tried",
        at=now - timedelta(hours=20),
        details={"channel": "phone", "outcome": "no_answer"},
        words=WORDS,
    )
    append(
        case=case,
        by=own,
        kind="contact_rule.set",
        at=now - timedelta(hours=19),
        details={"rules": ["no_voicemail"]},
        words=GUARDED_WORDS,
    )
    covering, covered_once = person("Cora Lind", Role.WORKER), person("Percy Vale", Role.WORKER)
    today = now.date()
    cover = _cover(own, covering, today, today + timedelta(days=3), now)
    _cover(own, covered_once, today - timedelta(days=9), today - timedelta(days=1), now)
    emil, emma = person("Emil Roth", Role.WORKER), person("Emma Quist", Role.WORKER)
    why = "Somebody stands at the front desk and cries."
    emergency = take_emergency_access(person=emil, case=case, ground="safety", reason=why)
    past = take_emergency_access(person=emma, case=case, ground="safety", reason=why)
    EmergencyAccess.objects.filter(pk=past.pk).update(given_at=now - 2 * LASTS, until=now - LASTS)
    auditor, past_auditor = person("Anders Berg"), person("Agnes Poe")
    give_role(person=auditor, role=Role.AUDITOR, by=None, until=now + timedelta(days=30))
    give_role(person=past_auditor, role=Role.AUDITOR, by=None, until=now + timedelta(days=30))
    RoleHeld.objects.filter(person=past_auditor).update(until=now - timedelta(hours=1))
    administrator = person("Ada Frost", Role.ADMINISTRATOR)
    invitation, _token = invite(
        agency=agency, by=administrator, email="nora.new@example.org", name=INVITED, roles=[Role.WORKER],
        language="en", path_of=str,
    )  # fmt: skip
    offer = Offer("Rides by Harbor Van", ("ride",), ("transport",), by_whom="Harbor Van")
    offered = add_help(agency=agency, by=team, offer=offer)
    answered = give_answer(person=own, item=QUESTION, chosen=NOT_SURE, asked=uuid4())
    (own_item,) = add_own_items(by=team, found=checked([QuestionFile("own.toml", OWN_QUESTION.encode())]))
    practiced = begin(person=own, story="parenting", temper=0, seed=1)
    everybody = Everybody(
        case,
        entry,
        cover,
        river,
        colleague,
        emergency,
        invitation,
        offered,
        answered,
        own_item,
        practiced,
    )
    everybody.visitors = [
        Visitor("unsigned", None),
        _visitor("own", own),
        _visitor("cover", covering),
        _visitor("past_cover", covered_once),
        _visitor("team", team),
        _visitor("team", person("Sigrid Moe", Role.SUPERVISOR)),
        _visitor("other_team", person("Sten Falk", Role.SUPERVISOR, team=lake)),
        _visitor("other_team", person("Lars Beck", Role.WORKER, team=lake)),
        _visitor("agency", colleague),
        _visitor("emergency", emil),
        _visitor("past_emergency", emma),
        _visitor("audit", auditor),
        _visitor("past_audit", past_auditor),
        _visitor("booking", person("Cleo Park", Role.CLERK)),
        _visitor("agency", person("Petra Kahn", Role.PRIVACY_OFFICER)),
        _visitor("agency", person("Tom Reed", Role.TRAINER)),
        _visitor("agency", administrator),
        _visitor("agency", person("Noel Dunn")),
        _visitor("elsewhere", person("Strom Hale", Role.SUPERVISOR, Role.ADMINISTRATOR, away=True)),
        _visitor("elsewhere", person("Pia Stone", Role.PRIVACY_OFFICER, Role.CLERK, away=True)),
        _visitor("gone", gone),
    ]
    return everybody


def _visitor(relation: str, person: Person) -> Visitor:
    fresh = Person.objects.get(pk=person.pk)
    return Visitor(relation, fresh, fresh.roles)


def _cover(absent: Person, instead: Person, first: date, last: date, now: datetime) -> Cover:
    return Cover.objects.create(
        agency_id=absent.agency_id,
        absent=absent,
        instead=instead,
        first_day=first,
        last_day=last,
        made_at=now,
    )

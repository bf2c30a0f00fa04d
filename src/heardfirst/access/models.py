"""What the access room keeps: the log of who saw what, and access taken in an emergency."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from heardfirst.agency.models import Agency, Person
from heardfirst.record.models import Case
from heardfirst.vault import new_id

DIGEST_BYTES = 32


class LoggedAction(models.TextChoices):
    """What somebody did: the closed list of the access log."""

    SIGNED_IN = "signed_in", _("Signed in")
    SIGN_IN_REFUSED = "sign_in_refused", _("Sign-in failed")
    SIGNED_OUT = "signed_out", _("Signed out")
    OPENED = "opened", _("Opened a case")
    LISTED = "listed", _("Viewed the caseload")
    SEARCHED = "searched", _("Searched by name")
    EXPORTED = "exported", _("Exported")
    PRINTED = "printed", _("Printed")
    IMPORTED = "imported", _("Imported a file")
    REFUSED = "refused", _("Access denied")
    EMERGENCY_SOUGHT = "emergency_sought", _("Searched for a client in an emergency")
    EMERGENCY_TAKEN = "emergency_taken", _("Took emergency access")
    EMERGENCY_ENDED = "emergency_ended", _("Ended emergency access")
    EMERGENCY_SEEN = "emergency_seen", _("Reviewed an emergency access")
    LOG_READ = "log_read", _("Searched the access log")
    INVITED = "invited", _("Invited someone")
    INVITATION_WITHDRAWN = "invitation_withdrawn", _("Withdrew an invitation")
    JOINED = "joined", _("Accepted the invitation")
    ROLE_GIVEN = "role_given", _("Gave a role")
    ROLE_TAKEN = "role_taken", _("Took a role away")
    LET_GO = "let_go", _("Removed someone’s access")
    TAKEN_BACK = "taken_back", _("Restored someone’s access")
    SESSIONS_ENDED = "sessions_ended", _("Signed someone out everywhere")
    PASSWORD_CHANGED = "password_changed", _("Changed the password")
    SECOND_STEP_SET = "second_step_set", _("Set up a second step")
    SECOND_STEP_REMOVED = "second_step_removed", _("Removed a second step")
    TEAMS_CHANGED = "teams_changed", _("Changed the teams")
    COVER_ARRANGED = "cover_arranged", _("Scheduled coverage")
    ABSENCE_COVERED = "absence_covered", _("Scheduled someone’s absence")
    COVER_ENDED = "cover_ended", _("Ended coverage")
    HANDED_OVER = "handed_over", _("Assigned or transferred a case")
    SETTINGS_CHANGED = "settings_changed", _("Changed the settings")
    CALENDAR_CHANGED = "calendar_changed", _("Changed the court calendar")
    RULES_SET = "rules_set", _("Put rules into effect")


class AccessEvent(models.Model):
    """
    One line of the access log: who did what, about which case or person, when and from where. Written once,
    before what it speaks of is shown; the database refuses to change it or to take it out.

    ``number`` counts the lines of an agency from 1 without a gap, and ``digest`` covers the line and the
    digest before it. ``screen`` is the name of a route or command, ``count`` how many cases were shown or
    found, ``place`` a network address or ``terminal``.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    what = models.CharField(max_length=24, choices=LoggedAction.choices)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    about = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    screen = models.CharField(max_length=60, blank=True)
    count = models.PositiveIntegerField(null=True)
    place = models.CharField(max_length=45, blank=True)
    digest = models.BinaryField(max_length=DIGEST_BYTES)

    class Meta:
        indexes = [
            models.Index(fields=["case", "number"], name="access_to_case"),
            models.Index(fields=["person", "number"], name="access_by_person"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="access_numbered_without_gap")
        ]

    def __str__(self) -> str:
        return f"access event {self.number}"


class AccessHead(models.Model):
    """How many lines an agency's log has, and the digest of the last: what is cut off its end shows."""

    agency = models.OneToOneField(Agency, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveBigIntegerField(default=0)
    digest = models.BinaryField(max_length=DIGEST_BYTES, default=b"")

    def __str__(self) -> str:
        return f"head of an access log of {self.number} lines"


class EmergencyAccess(models.Model):
    """
    Somebody opened a case that is not theirs because somebody could have come to harm, or a court's deadline
    would have passed. Why was written before; it is sealed under the client's key, like all words.
    """

    class Ground(models.TextChoices):
        """Why it could not wait: a closed list, beside what was written."""

        SAFETY = "safety", _("Someone may be in danger")
        CLIENT_HERE = (
            "client_here",
            _("The client is here or on the phone, and their worker is not available"),
        )
        COURT_TODAY = "court_today", _("A court deadline or hearing is today")
        OTHER = "other", _("Something else that can’t wait")

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=12, choices=Ground.choices)
    reason = models.BinaryField()
    given_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "until"], name="emergency_by_person"),
            models.Index(fields=["agency", "given_at"], name="emergency_in_agency"),
        ]

    def __str__(self) -> str:
        return f"emergency access {self.public_id}"


class EmergencyLook(models.Model):
    """Somebody who was told of an emergency access has looked at it, and what they thought."""

    class Finding(models.TextChoices):
        """What came of looking."""

        RIGHT = "right", _("It was appropriate")
        FOLLOW_UP = "follow_up", _("It needs follow-up")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    emergency = models.ForeignKey(EmergencyAccess, on_delete=models.CASCADE, related_name="looks")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    finding = models.CharField(max_length=12, choices=Finding.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["emergency", "by"], name="emergency_looked_at_once")]

    def __str__(self) -> str:
        return f"look at {self.emergency_id}"

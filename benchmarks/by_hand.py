"""The default protocol as somebody would write it by hand: one function, if by if, no rules file.

It gives each step's status and which step is next, and nothing else: not what is missing nor what was waived.
"""

# ruff: noqa: N806 (bits are written as the constants that they are)
from __future__ import annotations

from collections.abc import Callable

from heardfirst.protocol import Protocol
from heardfirst.protocol.rules.deciding import DONE, NOT_NEEDED, NOT_YET, NOW, OPEN, WAITING

Statuses = tuple[tuple[int, ...], int]


def by_hand(protocol: Protocol) -> Callable[[int], Statuses]:  # noqa: C901
    """The function, for the bits that a protocol gives to its facts."""
    bit = protocol.bits
    RISK_OPEN, RISK_LOOK_DUE, RISK_ACTED = bit["risk_open"], bit["risk_look_due"], bit["risk_acted"]
    names = (
        "missed", "notice_owed", "in_touch", "tried", "stop_asked", "heard", "told_unheard", "understood",
        "explained", "explained_twice", "planned", "repeated", "planned_before", "ours_done", "adjusted",
        "lost", "booked", "declared_stop", "counsel_offered", "second_talk_due", "outcome_unknown",
        "documented", "report_due", "lawful_basis", "pressed", "consulted", "status_owed", "told_wrong",
        "basis_sought", "basis_due", "basis_lost", "letter_sent", "letter_safe", "action_agreed",
        "forewarned", "forewarning_unsafe", "safe_to_reach", "status_due", "whereabouts_unsure",
        "action_recommended", "charges", "hardship_considered", "billed", "quiet", "review_due",
        "lawful_end", "closed",
    )  # fmt: skip
    (
        MISSED, NOTICE_OWED, IN_TOUCH, TRIED, STOP_ASKED, HEARD, TOLD_UNHEARD, UNDERSTOOD, EXPLAINED,
        EXPLAINED_TWICE, PLANNED, REPEATED, PLANNED_BEFORE, OURS_DONE, ADJUSTED, LOST, BOOKED,
        DECLARED_STOP, COUNSEL_OFFERED, SECOND_TALK_DUE, OUTCOME_UNKNOWN, DOCUMENTED, REPORT_DUE,
        LAWFUL_BASIS, PRESSED, CONSULTED, STATUS_OWED, TOLD_WRONG, BASIS_SOUGHT, BASIS_DUE, BASIS_LOST,
        LETTER_SENT, LETTER_SAFE, ACTION_AGREED, FOREWARNED, FOREWARNING_UNSAFE, SAFE_TO_REACH,
        STATUS_DUE, WHEREABOUTS_UNSURE, ACTION_RECOMMENDED, CHARGES, HARDSHIP_CONSIDERED, BILLED, QUIET,
        REVIEW_DUE, LAWFUL_END, CLOSED,
    ) = (bit[name] for name in names)  # fmt: skip
    (
        PROTECT, CONTACT, LISTEN, STAKES, PLAN, ADJUST, REBOOK, OFFER_COUNSEL, TALK_AGAIN, CONFIRM,
        DOCUMENT, CONSULT, SEEK_BASIS, LETTER, FOREWARN, REPORT_STATUS, NOTIFY, SUPPLEMENT, CORRECT,
        RECOMMEND, HARDSHIP, BILL, KEEP_TRYING, REVIEW, CLOSE,
    ) = (protocol.places[name] for name in (
        "protect", "contact", "listen", "stakes", "plan", "adjust", "rebook", "offer_counsel",
        "talk_again", "confirm_session", "document", "consult", "seek_basis", "letter", "forewarn",
        "report_status", "notify_court", "supplement", "correct_court", "recommend_action", "hardship",
        "bill", "keep_trying", "review", "close",
    ))  # fmt: skip
    SIMPLY_IN_ORDER = (
        CONTACT, LISTEN, SUPPLEMENT, STAKES, PLAN, ADJUST, REBOOK, STAKES, OFFER_COUNSEL, TALK_AGAIN,
        CONFIRM, DOCUMENT, CONSULT, SEEK_BASIS, LETTER, FOREWARN, REPORT_STATUS, NOTIFY, RECOMMEND,
        HARDSHIP, BILL, KEEP_TRYING, REVIEW, CLOSE,
    )  # fmt: skip

    def statuses(b: int) -> Statuses:  # noqa: C901
        s = [NOT_NEEDED] * 25
        missed, owed, in_touch, tried, heard = b & MISSED, b & NOTICE_OWED, b & IN_TOUCH, b & TRIED, b & HEARD
        documented, consulted, basis = b & DOCUMENTED, b & CONSULTED, b & LAWFUL_BASIS
        stop_asked, pressing = b & STOP_ASKED, b & REPORT_DUE
        still_there = in_touch or not tried
        clear = b & (UNDERSTOOD | EXPLAINED_TWICE)
        stuck = b & REPEATED and b & PLANNED_BEFORE and b & OURS_DONE
        warned = tried or b & (FOREWARNED | FOREWARNING_UNSAFE)

        if b & (RISK_OPEN | RISK_LOOK_DUE):
            s[PROTECT] = OPEN
        elif b & RISK_ACTED:
            s[PROTECT] = DONE
        if (missed or owed) and not in_touch and not tried and not stop_asked:
            s[CONTACT] = OPEN
        elif in_touch or tried:
            s[CONTACT] = DONE
        if (missed or owed or b & TOLD_UNHEARD) and not heard and still_there:
            s[LISTEN] = OPEN if in_touch else NOT_YET
        elif heard:
            s[LISTEN] = DONE
        if missed and not clear and still_there:
            s[STAKES] = OPEN if heard else NOT_YET
        elif clear:
            s[STAKES] = DONE
        if missed and not b & PLANNED and not stuck and still_there:
            s[PLAN] = OPEN if heard else NOT_YET
        elif b & PLANNED:
            s[PLAN] = DONE
        if missed and stuck and not b & ADJUSTED and still_there:
            s[ADJUST] = OPEN if heard else NOT_YET
        elif b & ADJUSTED:
            s[ADJUST] = DONE
        lost = b & LOST
        if b & BOOKED:
            s[REBOOK] = DONE
        elif (missed or lost) and (still_there or lost):
            s[REBOOK] = OPEN if lost or (b & PLANNED and (b & ADJUSTED or not stuck)) else NOT_YET
        if b & COUNSEL_OFFERED:
            s[OFFER_COUNSEL] = DONE
        elif missed and b & DECLARED_STOP:
            s[OFFER_COUNSEL] = OPEN if heard else NOT_YET
        if missed and b & DECLARED_STOP and b & SECOND_TALK_DUE and not stop_asked:
            s[TALK_AGAIN] = OPEN if heard else NOT_YET
        if b & OUTCOME_UNKNOWN:
            s[CONFIRM] = OPEN
        if documented:
            s[DOCUMENT] = DONE
        elif missed or owed:
            s[DOCUMENT] = OPEN if heard or tried or stop_asked or pressing else NOT_YET
        if consulted:
            s[CONSULT] = DONE
        elif (missed or owed) and (owed or tried or stop_asked or b & (REPEATED | DECLARED_STOP)):
            s[CONSULT] = OPEN if documented else NOT_YET
        if basis:
            s[SEEK_BASIS] = DONE
        elif b & (NOTICE_OWED | STATUS_OWED | TOLD_WRONG) and not b & BASIS_SOUGHT:
            s[SEEK_BASIS] = OPEN
        if b & LETTER_SENT:
            s[LETTER] = DONE
        elif missed and (not in_touch or stop_asked):
            s[LETTER] = OPEN if (tried or stop_asked) and documented and b & LETTER_SAFE else NOT_YET
        if b & FOREWARNED:
            s[FOREWARN] = DONE
        elif (owed or b & ACTION_AGREED) and basis and not b & FOREWARNING_UNSAFE and still_there:
            s[FOREWARN] = OPEN if documented and consulted and b & SAFE_TO_REACH else NOT_YET
        if b & STATUS_OWED:
            s[REPORT_STATUS] = OPEN if basis else NOT_YET
        sure = not b & WHEREABOUTS_UNSURE
        if owed:
            ready = basis and sure and documented and consulted
            s[NOTIFY] = (
                OPEN
                if ready and (pressing or ((heard or tried) and (clear or tried) and warned))
                else NOT_YET
            )
        if heard and b & TOLD_UNHEARD:
            s[SUPPLEMENT] = OPEN if basis else NOT_YET
        if b & TOLD_WRONG:
            s[CORRECT] = OPEN if basis else NOT_YET
        if b & ACTION_RECOMMENDED:
            s[RECOMMEND] = DONE
        elif missed:
            ready = (
                b & ACTION_AGREED and basis and sure and b & OURS_DONE and documented and consulted and warned
            )
            helped = b & ADJUSTED or not b & REPEATED or not b & PLANNED_BEFORE
            s[RECOMMEND] = OPEN if ready and helped and (heard or tried) and (clear or tried) else NOT_YET
        if b & HARDSHIP_CONSIDERED:
            s[HARDSHIP] = DONE
        elif missed and b & CHARGES and not b & BILLED:
            s[HARDSHIP] = OPEN if heard and b & PLANNED else NOT_YET
        if b & BILLED:
            s[BILL] = DONE
        elif missed and b & CHARGES:
            ready = heard and clear and b & OURS_DONE and b & PLANNED and b & HARDSHIP_CONSIDERED
            s[BILL] = OPEN if ready else NOT_YET
        if missed and tried and not in_touch and not stop_asked:
            s[KEEP_TRYING] = OPEN if b & QUIET else WAITING
        if missed and b & REVIEW_DUE:
            s[REVIEW] = OPEN
        if b & CLOSED:
            s[CLOSE] = DONE
        elif missed or b & LAWFUL_END:
            over = b & LAWFUL_END
            s[CLOSE] = OPEN if over else NOT_YET

        following = -1
        if s[PROTECT] == OPEN:
            following = PROTECT
        else:
            hurried = heard or tried or b & PRESSED
            reporting = pressing and basis and hurried
            if reporting and s[DOCUMENT] == OPEN:
                following = DOCUMENT
            elif reporting and s[CONSULT] == OPEN:
                following = CONSULT
            elif s[SEEK_BASIS] == OPEN and b & BASIS_DUE and (hurried or b & BASIS_LOST):
                following = SEEK_BASIS
            elif s[REPORT_STATUS] == OPEN and b & STATUS_DUE:
                following = REPORT_STATUS
            elif reporting and s[NOTIFY] == OPEN:
                following = NOTIFY
            elif s[CORRECT] == OPEN:
                following = CORRECT
            else:
                said_once = b & EXPLAINED
                for number, place in enumerate(SIMPLY_IN_ORDER):
                    if s[place] == OPEN and not (number == 3 and said_once):
                        following = place
                        break
        if following >= 0:
            s[following] = NOW
        return tuple(s), following

    return statuses

"""Hand-overs of confidential material, which one user requests and a second user confirms.

The material never goes to either of them. The account of the former holder is closed. The former and the new
holder, and the users who are named for a row, get an e-mail. A command on the server needs no second user.
"""

from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from articles import clock
from articles.models.people import display_name
from articles.refusals import Refused
from articles.workflow.permissions import people_with
from newsroom.accounts.backend import close_account
from newsroom.accounts.mail import send_account_mail
from newsroom.accounts.models import User
from newsroom.confidential.custody import KINDS, pass_on_confidential
from newsroom.confidential.models import LATELY, CustodyRequest, linked_people
from newsroom.security.decisions import close_request, decide, second_people
from newsroom.security.log import record
from newsroom.security.models import RequestDecision, SecurityEventKind


class HandOverRefused(Refused):
    """Raised if a hand-over is refused. The message gives the reason and a solution."""


def able_to_hold(holder: User) -> QuerySet:
    """Return the users with active accounts whose roles permit them to hold the rows of `holder`."""
    people = User.objects.filter(Q(ends_on=None) | Q(ends_on__gte=timezone.localdate()), is_active=True)
    for model in KINDS:
        if model.objects.filter(held_by=holder).exists():
            able = people_with(f"{model._meta.app_label}.add_{model._meta.model_name}")
            people = people.filter(pk__in=able.values("pk"))
    return people.filter(is_staff=True).exclude(pk=holder.pk)


def able_to_receive(holder: User, *, by: User) -> QuerySet:
    """Return the possible new holders of a user's rows if `by` requests the hand-over."""
    return able_to_hold(holder).exclude(pk__in={by.pk} | linked_people([by.pk]))


def confirmers(holder: User, *, to: User, by: User) -> QuerySet:
    """Return the users who could confirm a request of `by`: only superusers if the holder is a superuser."""
    people = second_people(by).exclude(pk__in={to.pk} | linked_people([by.pk, to.pk]))
    return people.filter(is_superuser=True) if holder.is_superuser else people


def open_request(holder: User) -> CustodyRequest | None:
    """Return the open request to hand over a user's rows, or None."""
    return CustodyRequest.objects.open().select_related("to", "asked_by").filter(holder=holder).first()


@transaction.atomic
def ask_hand_over(holder: User, *, to: User, by: User, is_closing: bool = False) -> CustodyRequest:
    """Request a hand-over of all rows of `holder`, for a second user to confirm. Raise HandOverRefused.

    is_closing  whether the holder's account is closed at once, so that the holder cannot be the second user
    """
    if to.pk == by.pk:
        raise HandOverRefused(_("You cannot take over confidential material yourself. Choose someone else."))
    if not able_to_hold(holder).filter(pk=to.pk).exists():
        raise HandOverRefused(unable_words(to))
    if not able_to_receive(holder, by=by).filter(pk=to.pk).exists():
        raise HandOverRefused(linked_words(to))
    people = confirmers(holder, to=to, by=by)
    if not (people.exclude(pk=holder.pk) if is_closing else people).exists():
        raise HandOverRefused(
            _(
                "No one else could confirm this: a second person is needed who manages accounts and does not "
                "receive the material. The server administrator can hand it over with the command “manage.py "
                "hand_over_confidential”, which is recorded in the security log."
            )
        )
    try:
        with transaction.atomic():
            asked = CustodyRequest.objects.create(holder=holder, to=to, asked_by=by, asked_at=clock.now())
    except IntegrityError:
        raise HandOverRefused(
            _("Another handover request is waiting for a second person. Withdraw or reject it first.")
        ) from None
    record(SecurityEventKind.CUSTODY_REQUESTED, user=by, **asked.event_facts())
    return asked


@transaction.atomic
def confirm_hand_over(asked: CustodyRequest, *, by: User) -> None:
    """Hand over all rows that the holder has now, and close the holder's account.

    Raise PermissionDenied, DecisionRefused, or HandOverRefused if the new holder may no longer receive them.
    """
    asked = decide(asked, RequestDecision.CONFIRMED, by=by)
    holder, to = _locked_people(asked.holder_id, asked.to_id)  # type: ignore[attr-defined]  # the same request, read again
    if not able_to_hold(holder).filter(pk=to.pk).exists():
        raise HandOverRefused(unable_words(to), _("Reject this request and make a new one for someone else."))
    if to.pk in linked_people([asked.asked_by_id]):
        words = _(
            "In the last %(days)d days, the person who requested this created the account of %(name)s or "
            "changed its address, password or second factors, or the reverse."
        )
        reason = words % {"name": display_name(to), "days": LATELY.days}
        raise HandOverRefused(reason, _("Reject this request and make a new one for someone else."))
    rows = pass_on_confidential(holder, to=to, by=by)
    close_account(holder)
    _tell(rows, holder, to, asked_by=asked.asked_by, confirmed_by=by)


@transaction.atomic
def hand_over_on_server(holder: User, *, to: User, by: User, reason: str) -> int:
    """Hand over all rows without a second user, close the account, and return the number of rows.

    An open request is withdrawn if `by` made it, and rejected otherwise. Raise HandOverRefused.
    """
    holder, to = _locked_people(holder.pk, to.pk)
    if not able_to_hold(holder).filter(pk=to.pk).exists():
        raise HandOverRefused(unable_words(to))
    waiting = CustodyRequest.objects.select_for_update(of=("self",)).open().filter(holder=holder).first()
    if waiting is not None:
        is_own = waiting.asked_by_id == by.pk
        close_request(waiting, RequestDecision.WITHDRAWN if is_own else RequestDecision.REJECTED, by=by)
    rows = pass_on_confidential(holder, to=to, by=by)
    if not rows:
        raise HandOverRefused(_("They hold no confidential source and no restricted story."))
    details: dict[str, Any] = {"to": to.get_username(), "count": len(rows), "reason": reason}
    record(SecurityEventKind.CUSTODY_ON_SERVER, user=by, account=holder, **details)
    close_account(holder)
    _tell(rows, holder, to, asked_by=by, confirmed_by=None)
    return len(rows)


def unable_words(to: User) -> str:
    words = _(
        "%(name)s cannot hold this: the account is closed, or its role may not hold confidential sources or "
        "restricted stories."
    )
    return words % {"name": display_name(to)}


def linked_words(to: User) -> str:
    words = _(
        "You cannot choose %(name)s: in the last %(days)d days, one of you created the other’s account or "
        "changed its address, password or second factors. Choose someone else, or let a colleague make the "
        "request."
    )
    return words % {"name": display_name(to), "days": LATELY.days}


def _locked_people(*pks):
    """Return the users with their rows locked in a fixed order, to avoid deadlocks."""
    rows = User.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk")
    people = {user.pk: user for user in rows}
    return [people[pk] for pk in pks]


def _tell(rows, holder, to, **people):
    """E-mail the former holder, the new holder and the users named for a row about the rows they may know."""
    known = {holder: rows, to: rows}
    for row in rows:
        for person in row.people.filter(is_active=True).exclude(pk__in=[holder.pk, to.pk]):
            known.setdefault(person, []).append(row)
    for person, own in known.items():
        if not person.email:
            continue
        with translation.override(person.language or settings.LANGUAGE_CODE):
            named = {"holder": holder, "to": to, **people}
            context = {"rows": own} | {part: display_name(user) for part, user in named.items()}
            subject = _("Confidential material was handed over")
            text = render_to_string("confidential/handed_over.txt", context)
            send_account_mail.enqueue(person.email, subject, text)

"""What waits for one person: the first question of the desk's first screen."""

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.edition import Edition
from articles.models.event import Event, Happening
from articles.models.people import Byline, Role
from articles.models.stages import Stage, Standing, Wanted

STEPS = [
    Happening.SUBMITTED,
    Happening.RETURNED,
    Happening.APPROVED,
    Happening.REOPENED,
    Happening.REVIEW_AGAIN,
]
SENT_BACK = [Happening.RETURNED, Happening.REOPENED]


class Waiting(models.TextChoices):
    """Why one language of a story waits for a person; in the order of urgency."""

    RETURNED = "returned", _("Returned to you")
    REVIEW = "review", _("To review")
    PUBLISH = "publish", _("Approved, to publish")
    HELD = "held", _("Held by you")
    WRITING = "writing", _("Being written by you")
    BEHIND = "behind", _("Translation behind its source")
    TRANSLATE = "translate", _("To translate")


class WaitingQuerySet(models.QuerySet):
    """The part of ProgressQuerySet that asks what waits for a person."""

    def waiting_for(self, user, *, write=(), approve=(), publish=(), most=6, at=None):
        """What waits for a person who may do each verb in the given languages, in one query.

        most  how many of each kind, the first of them first
        Annotated with `waiting` (a Waiting), `total` of its kind, `since` (an instant), `step_reason` of a
        text that was sent back, and by with_standing; with story, section and holder, without the texts.
        """
        at = at or timezone.now()
        rows = self.with_standing(at).with_behind(at).with_relation(user, at)
        rows = rows.annotate(waiting=kind_for(user, write=write, approve=approve, publish=publish))
        rows = rows.filter(waiting__isnull=False).annotate(since=since(), rank=rank(), pairing=newest_first())
        order = [
            F("due_at").asc(nulls_last=True),
            F("pairing").desc(nulls_last=True),
            F("since").asc(),
            F("pk").asc(),
        ]
        rows = rows.annotate(
            place=Window(RowNumber(), partition_by=F("waiting"), order_by=order),
            total=Window(Count("pk"), partition_by=F("waiting")),
        )
        texts = [f"article__{field}" for field in ("body", "body_en", "body_ko")]
        told = rows.filter(place__lte=most).select_related("article__section", "holder").defer(*texts)
        return told.order_by("rank", "place")

    def with_relation(self, user, at):
        """Annotate what a person has to do with a text, and the last step that it took."""
        steps = Event.objects.filter(subject_type="article", subject_id=OuterRef("article"))
        steps = steps.filter(language=OuterRef("language"), happening__in=STEPS).order_by("-number")
        signed = Byline.objects.filter(article=OuterRef("article"), author__user=user)
        source = Edition.objects.live(at).filter(article=OuterRef("article"))
        source = source.exclude(language=OuterRef("language"))
        there = self.model.objects.filter(article=OuterRef("article"), stage=Stage.APPROVED)
        return self.annotate(
            step=Subquery(steps.values("happening")[:1]),
            step_at=Subquery(steps.values("at")[:1]),
            step_reason=Subquery(steps.values("reason")[:1]),
            is_submitter=Exists(steps.filter(happening=Happening.SUBMITTED, actor=user)),
            wrote=Exists(signed.filter(role=Role.TEXT)),
            translated=Exists(signed.filter(role=Role.TRANSLATION)),
            source_live_from=Subquery(source.values("live_from")[:1]),
            is_source_approved=Exists(there.exclude(language=OuterRef("language"))),
        )


def kind_for(user, *, write, approve, publish):
    """Why a row waits, the first reason that holds, or None."""
    is_source = Q(language=F("article__source_language"))
    authored = (is_source & (Q(wrote=True) | Q(article__created_by=user))) | (~is_source & Q(translated=True))
    mine = authored | Q(holder=user) | Q(is_submitter=True)
    is_free = Q(holder=None) | Q(holder=user)
    writing = Q(stage=Stage.WRITING, language__in=write)
    is_ready = Q(source_live_from__isnull=False) | Q(is_source_approved=True)
    unpublished = Q(standing__in=[Standing.APPROVED, Standing.LIVE_CHANGED]) & ~Q(wanted=Wanted.NOTHING)
    reasons = {
        Waiting.RETURNED: writing & Q(step__in=SENT_BACK) & mine,
        Waiting.REVIEW: Q(stage=Stage.IN_REVIEW, language__in=approve),
        Waiting.PUBLISH: Q(stage=Stage.APPROVED, language__in=publish) & unpublished,
        Waiting.HELD: writing & Q(holder=user),
        Waiting.WRITING: writing & mine & ~Q(text_digest=""),
        Waiting.BEHIND: Q(is_behind=True, language__in=write) & is_free,
        Waiting.TRANSLATE: writing
        & ~is_source
        & Q(standing__in=[Standing.WANTED, Standing.WRITING])
        & is_free
        & is_ready,
    }
    whens = [When(condition, then=Value(reason.value)) for reason, condition in reasons.items()]
    return Case(*whens, output_field=models.CharField(null=True))


def since():
    """Since when it waits: since its last step, since its last change, or since its source was there."""
    return Case(
        When(waiting__in=[Waiting.HELD, Waiting.WRITING], then=F("changed_at")),
        When(
            waiting__in=[Waiting.BEHIND, Waiting.TRANSLATE],
            then=Coalesce("source_live_from", "article__changed_at"),
        ),
        default=Coalesce("step_at", "changed_at"),
        output_field=models.DateTimeField(),
    )


def rank():
    order = [When(waiting=reason, then=Value(number)) for number, reason in enumerate(Waiting)]
    return Case(*order, output_field=models.IntegerField())


def newest_first():
    """For translations the newest comes first: yesterday's news is hardly wanted. Else who waits longest."""
    return Case(
        When(waiting__in=[Waiting.BEHIND, Waiting.TRANSLATE], then=F("since")),
        output_field=models.DateTimeField(null=True),
    )

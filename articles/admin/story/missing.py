"""What is missing before one language of a story goes on, in sentences for the person who looks."""

from django.utils.translation import gettext_lazy as _

from articles.models import Language, Stage, Wanted
from articles.publishing.order import NOT_LIVE
from articles.workflow.permissions import Verb, may
from articles.workflow.transitions import OWN_WORDS, is_last_writer

MISSING_FIELDS = {
    "title": _("The headline is missing."),
    "summary": _("The summary is missing."),
    "body": _("The text is missing. For headline and summary alone, ask for a brief."),
}
MISSING_PERMISSIONS = {
    (Verb.WRITE, Language.EN): _("It needs somebody who may write English."),
    (Verb.WRITE, Language.KO): _("It needs somebody who may write Korean."),
    (Verb.APPROVE, Language.EN): _("It needs somebody who may approve English."),
    (Verb.APPROVE, Language.KO): _("It needs somebody who may approve Korean."),
    (Verb.PUBLISH, Language.EN): _("It needs somebody who may publish English."),
    (Verb.PUBLISH, Language.KO): _("It needs somebody who may publish Korean."),
}


def describe_missing(place):
    """Sentences about the next step where it is not this person's, or not possible; else []."""
    if place.progress.wanted == Wanted.NOTHING:
        return (
            []
            if place.edition
            else [_("Nothing is wanted in this language; ask for a full text or a brief.")]
        )
    stage = place.progress.stage
    if stage == Stage.WRITING:
        return missing_text(place) + missing_permission(place, Verb.WRITE)
    if stage == Stage.IN_REVIEW:
        own = [OWN_WORDS] if is_last_writer(place.user, place.progress) else []
        return missing_permission(place, Verb.APPROVE) or own
    if place.may_be_published():
        early = [NOT_LIVE] if place.may_precede else []
        return missing_permission(place, Verb.PUBLISH) or early
    return []


def missing_text(place):
    """What the text lacks before its desk reads it; one sentence where all of it is still to be written."""
    wanted = MISSING_FIELDS if place.progress.wanted == Wanted.FULL else ["title", "summary"]
    found = [field for field in wanted if not place.article.text(field, place.language).strip()]
    return (
        [_("Nothing is written yet.")]
        if len(found) == len(wanted)
        else [MISSING_FIELDS[field] for field in found]
    )


def missing_permission(place, verb):
    return [] if may(place.user, verb, place.language) else [MISSING_PERMISSIONS[verb, place.language]]

"""Composing of an issue from the front page of its language; from its start on it is fixed."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from articles.models.edition import Edition
from articles.models.taxonomy import Section
from articles.refusals import Refused
from articles.workflow.permissions import Actor, Verb, may
from newsroom.frontpage.layout import front_page_layout
from newsroom.newsletters.models import NewsletterIssue, Subscription

MOST_STORIES = 40


class NewsletterRefused(Refused):
    """A step of a newsletter that is refused."""


def may_compose(user: Actor, language: str) -> bool:
    """Return whether a person may compose and send the newsletter of a language."""
    has_permission = user is None or user.has_perm("newsletters.add_newsletterissue")
    return has_permission and may(user, Verb.PUBLISH, language)


def front_page_editions(language: str, at: datetime) -> list[Edition]:
    """Return the news on the front page of a language at an instant, in its order."""
    sections = Section.objects.values_list("pk", flat=True)
    shown = front_page_layout(list(sections), language, at).editions
    return [edition for edition in shown if not edition.is_sponsored][:MOST_STORIES]


def live_stories(stories: Iterable[int], language: str, at: datetime) -> list[Edition]:
    """Return the live news of stories in a language, in the order of the stories."""
    found = Edition.objects.live(at).in_language(language).news().of_articles(stories)
    by_story = {one.article_id: one for one in found.select_related("section", "lead_image")}
    return [by_story[pk] for pk in stories if pk in by_story]


def recipient_count(language: str) -> int:
    """Return the number of subscriptions that an issue in a language would go to now."""
    return Subscription.objects.reachable().filter(language=language).count()


@transaction.atomic
def locked_draft(pk: int) -> NewsletterIssue:
    """Return a draft under its lock. Raise NewsletterRefused once it is being sent, or is gone."""
    issue = NewsletterIssue.objects.select_for_update().filter(pk=pk).first()
    if issue is None:
        raise NewsletterRefused(_("This newsletter was deleted."))
    if not issue.is_draft:
        raise NewsletterRefused(_("This newsletter is being sent already, or was sent."))
    return issue

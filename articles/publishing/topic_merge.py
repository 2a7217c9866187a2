"""Merging of two topics. It is part of publishing because it changes the filing of editions."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from articles.events import log
from articles.models import Article, ArticleTopic, Edition, EditionTopic, LanguageProgress, Topic
from articles.publishing.refusals import PublicationRefused
from articles.publishing.standing import store_facts
from articles.workflow.edit_session import EditSession
from articles.workflow.permissions import Actor


@log.unit_of_work()
def merge_topics(topic: Topic, into: Topic, *, by: Actor) -> int:
    """Redirect `topic` to `into`, and file its stories and editions there. Return the number of stories.

    Printed texts stay; only lists change. Raise PublicationRefused for topics that cannot be merged.
    """
    filed = Q(topic_items__tag=topic) | Q(editions__topic_filings__topic=topic)
    stories = Article.objects.lock(Article.objects.filter(filed).values("pk"))
    # Same lock order as publishing: the story first, then its topics by id.
    rows = Topic.objects.select_for_update(no_key=True).order_by("pk").in_bulk([topic.pk, into.pk])
    topic, into = rows[topic.pk], rows[into.pk]
    if topic == into:
        raise PublicationRefused(_("A topic cannot be merged into itself."))
    if into.merged_into_id:
        raise PublicationRefused(
            _("“%(topic)s” has been merged into another topic. Choose that one.") % {"topic": into}
        )
    count = _file_stories(stories, topic, into, by)
    filings = EditionTopic.objects.filter(topic=topic)
    filings.filter(edition__topic_filings__topic=into).delete()
    EditionTopic.objects.filter(topic=topic).update(topic=into)
    # Last, because they are logged. Topics merged into this one earlier are redirected too.
    for merged in [topic, *topic.merged_topics.all()]:
        merged.merged_into = into
        merged.save(update_fields=["merged_into"])
    return count


def _file_stories(stories: QuerySet[Article], topic: Topic, into: Topic, by: Actor) -> int:
    filed = ArticleTopic.objects.filter(tag=topic, content_object__in=stories).order_by("content_object")
    ids = list(filed.values_list("content_object", flat=True))
    for pk in ids:
        edit = EditSession(pk, by=by)
        digests = _text_digests(pk)
        if edit.article.topic_items.filter(tag=into).exists():
            edit.article.topic_items.filter(tag=topic).delete()
        else:
            edit.article.topic_items.filter(tag=topic).update(tag=into)
        edit.finish()
        _update_edition_digests(pk, digests)
    store_facts(ids)
    return len(ids)


def _text_digests(pk: int) -> dict[str, str]:
    """Return {language: digest of the working copy's text} of a story."""
    return dict(LanguageProgress.objects.filter(article=pk).values_list("language", "text_digest"))


def _update_edition_digests(pk: int, before: dict[str, str]) -> None:
    """Update the digests of editions that equalled the working copy, so that no change seems unpublished."""
    after = _text_digests(pk)
    for edition in Edition.objects.filter(article=pk, live_until=None):
        if edition.text_digest == before[edition.language]:
            edition.text_digest = after[edition.language]
            edition.save(update_fields=["text_digest"])

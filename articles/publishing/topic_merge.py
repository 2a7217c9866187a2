"""Joins two topics that mean the same; here because it files editions anew."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.events import log
from articles.models import Article, ArticleTopic, Edition, EditionTopic, LanguageProgress, Topic
from articles.publishing.refusals import PublicationRefused
from articles.workflow.saving import EditSession


@transaction.atomic
def merge_topics(topic, into, *, by):
    """Make `topic` lead to `into`, and file every story and edition of it there. Return their number.

    What was printed stays; only lists change. Raise PublicationRefused for topics that cannot be joined.
    """
    # Whoever saves a story holds it before the log, whoever saves a topic holds the log before it.
    held = _held_stories(topic)
    log.take_turn()
    topic, into = (Topic.objects.select_for_update(no_key=True).get(pk=one.pk) for one in (topic, into))
    if topic == into:
        raise PublicationRefused([_("A topic is not merged into itself.")])
    if into.merged_into_id:
        raise PublicationRefused(
            [_("“%(topic)s” has been merged itself; choose its successor.") % {"topic": into}]
        )
    count = _file_stories(held, topic, into, by)
    _file_editions(topic, into)
    # Last, for they are logged: whoever was led to this topic is led on, so that nobody is led twice.
    for one in [topic, *topic.merged_topics.all()]:
        one.merged_into = into
        one.save()
    return count


def _held_stories(topic):
    """The numbers of the stories that are filed there or were when they were printed, each locked."""
    filed = Q(topic_items__tag=topic) | Q(editions__topic_filings__topic=topic)
    numbers = Article.objects.filter(filed).values("pk")
    stories = Article.objects.select_for_update().filter(pk__in=numbers).order_by("pk")
    return list(stories.values_list("pk", flat=True))


def _file_stories(held, topic, into, by):
    filed = ArticleTopic.objects.filter(tag=topic, content_object__in=held).order_by("content_object")
    numbers = list(filed.values_list("content_object", flat=True))
    for number in numbers:
        edit = EditSession(number, by=by)
        texts = _texts(number)
        if edit.article.topic_items.filter(tag=into).exists():
            edit.article.topic_items.filter(tag=topic).delete()
        else:
            edit.article.topic_items.filter(tag=topic).update(tag=into)
        edit.finish()
        _keep_unchanged(number, texts)
    return len(numbers)


def _texts(number):
    """{language: the digest of its text in the working copy} of a story."""
    return dict(LanguageProgress.objects.filter(article=number).values_list("language", "text_digest"))


def _keep_unchanged(number, before):
    """Let a text that was as it is printed stay so: filing it anew gives the desk nothing to publish."""
    after = _texts(number)
    for edition in Edition.objects.filter(article=number, live_until=None):
        if edition.text_digest == before[edition.language]:
            edition.text_digest = after[edition.language]
            edition.save(update_fields=["text_digest"])


def _file_editions(topic, into):
    filed = EditionTopic.objects.filter(topic=topic)
    filed.filter(edition__topic_filings__topic=into).delete()
    EditionTopic.objects.filter(topic=topic).update(topic=into)

"""Joins two topics that mean the same; here because it files editions anew."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles.models import ArticleTopic, EditionTopic, Topic
from articles.publishing.refusals import PublicationRefused
from articles.workflow.saving import Edit


@transaction.atomic
def merge_topics(topic, into, *, by):
    """Make `topic` lead to `into`, and file every story and edition of it there. Return their number.

    What was printed stays; only lists change. Raise PublicationRefused for topics that cannot be joined.
    """
    topic, into = (Topic.objects.select_for_update(no_key=True).get(pk=one.pk) for one in (topic, into))
    if topic == into:
        raise PublicationRefused([_("A topic is not merged into itself.")])
    if into.merged_into_id:
        raise PublicationRefused(
            [_("“%(topic)s” has been merged itself; choose its successor.") % {"topic": into}]
        )
    count = _file_stories(topic, into, by)
    _file_editions(topic, into)
    # Last, for they are logged: whoever was led to this topic is led on, so that nobody is led twice.
    for one in [topic, *topic.merged_topics.all()]:
        one.merged_into = into
        one.save()
    return count


def _file_stories(topic, into, by):
    filed = ArticleTopic.objects.filter(tag=topic).order_by("content_object")
    numbers = list(filed.values_list("content_object", flat=True))
    for number in numbers:
        edit = Edit(number, by=by)
        if edit.article.topic_items.filter(tag=into).exists():
            edit.article.topic_items.filter(tag=topic).delete()
        else:
            edit.article.topic_items.filter(tag=topic).update(tag=into)
        edit.finish()
    return len(numbers)


def _file_editions(topic, into):
    filed = EditionTopic.objects.filter(topic=topic)
    filed.filter(edition__topic_filings__topic=into).delete()
    EditionTopic.objects.filter(topic=topic).update(topic=into)

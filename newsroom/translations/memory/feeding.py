"""What the desk approves enters the memory: a follower of the newsroom's log."""

from articles.events.consumers import event_consumer
from articles.models import Article, Happening, Progress, Stage
from articles.text.inline_tags import encode_tags
from articles.translations.freshness import aligned
from newsroom.translations.memory.remembering import NAME, Pair, remember


@event_consumer(NAME, wanted=lambda events: events.filter(happening=Happening.APPROVED), at_once=20)
def memory(events):
    """Remember the translations that the events approved, as they stand now; return how many were new.

    One that was reopened since has nothing approved to remember; its next approval will be read in turn.
    """
    latest = {(event.subject_id, event.language): event for event in events}
    stories = Article.objects.in_bulk({article for article, _language in latest})
    approved = Progress.objects.filter(article__in=stories, stage=Stage.APPROVED)
    approved = set(approved.values_list("article", "language"))
    return sum(
        _remember(stories[article], event)
        for (article, language), event in latest.items()
        if (article, language) in approved and language != stories[article].source_language
    )


def _remember(article, event):
    pairs = [_pair(*segment) for segment in aligned(article, event.language)]
    return remember(
        pairs, source_language=article.source_language, article=article, by=event.actor, at=event.at
    )


def _pair(role, source, target):
    """Tags of the translation have the numbers that they have in its source."""
    told = encode_tags(source)
    return Pair(role, told.text, encode_tags(target, told.tags).text)

"""Briefs: headline and summary of a story in its other language, written and published in one step."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from articles.events import log
from articles.models import Article, Edition, LanguageProgress, Stage, Wanted, other
from articles.publishing.publication import publish
from articles.workflow.edit_session import editing, want
from articles.workflow.permissions import Actor, Verb, may
from articles.workflow.transitions import TransitionRefused, lacks_second_pair_of_eyes, perform


@log.unit_of_work()
def publish_brief(
    article: Article,
    language: str,
    *,
    by: Actor,
    headline: str,
    summary: str,
    reason: str = "",
    before_source: bool = False,
    seen: int | None = None,
    after: int | None = None,
    confirmed: Collection[str] | None = None,
) -> Edition | LanguageProgress:
    """Write a brief, submit it and, for somebody who may, approve and publish it at once.

    reason         for approving one's own text, or publishing before the source; where it is needed and
                   missing, the brief waits for somebody else
    before_source  whether to publish though the source is not live; otherwise the brief waits, approved
    seen           version of the language that the person saw
    Return the Edition, or the LanguageProgress of a brief that waits. A refusal leaves nothing written.
    """
    if not may(by, Verb.WRITE, language):
        raise PermissionDenied
    article.refresh_from_db()
    if any(article.text(field, language) for field in ("title", "summary", "body")):
        raise TransitionRefused(_("There is already text in this language. Continue in the story."))
    _write_brief(article, language, headline, summary, by=by, seen=seen)
    progress = article.progress.get(language=language)
    if progress.stage == Stage.WRITING:
        progress = perform("submit", article, language=language, by=by)
    is_allowed = reason.strip() or not lacks_second_pair_of_eyes(by, progress)
    if not (is_allowed and may(by, Verb.APPROVE, language)):
        return progress
    if progress.stage == Stage.IN_REVIEW:
        progress = perform("approve", article, language=language, by=by, alone=True, reason=reason)
    is_ready = before_source or Edition.objects.of(article, other(language)).live().exists()
    if not (is_ready and may(by, Verb.PUBLISH, language)):
        return progress
    decision = {"before_source": True, "reason": reason} if before_source else {}
    return publish(article, language, by=by, after=after, confirmed=confirmed, **decision)


def _write_brief(article, language, headline, summary, *, by, seen):
    # Only this language changes, so that its version alone is compared.
    versions = seen and dict.fromkeys(("filing", "en", "ko"), seen)
    with editing(article.pk, by=by, seen=versions) as copy:
        copy.set_text("title", language, headline)
        copy.set_text("summary", language, summary)
    want(article, language, Wanted.BRIEF, by=by)

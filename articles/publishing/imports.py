"""First editions of what another system published, which begin when it came out there."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from articles.events import log
from articles.models import Article, Edition, EditionKind, EventType, Stage, Wanted
from articles.previews import compose
from articles.publishing.other_language import record_source
from articles.publishing.refusals import PublicationRefused
from articles.publishing.session import PublishingSession
from articles.workflow.permissions import Actor


@log.unit_of_work()
def import_published(
    article: Article, published_at: dict[str, datetime], *, origin: str, by: Actor = None
) -> list[Edition]:
    """Make first editions of what another system published, live since it came out there.

    These are the only editions that begin before they are written, so that their kind says it, the log says
    when they came and from where, and the time machine says that readers saw them elsewhere. Only an article
    without editions takes them. They are sealed as they come, and no check examines them.

    published_at  {language: when it came out}; both languages of a story are imported together
    origin        the system that published it, for people: "harbor.example"
    Return the Editions, the source's first. Raise PermissionDenied or PublicationRefused.
    """
    if Edition.objects.filter(article=article).exists():
        raise PublicationRefused(_("This story has editions already. Only a new story can be imported."))
    source_first = sorted(published_at, key=lambda language: language != article.source_language)
    return [
        _import_language(article, language, published_at[language], origin=origin, by=by)
        for language in source_first
    ]


def _import_language(article, language, at, *, origin, by):
    session = PublishingSession(article, language, by=by)
    if at > session.now:
        raise PublicationRefused(_("What is imported as published cannot come out in the future."))
    session.progress.wanted = Wanted.FULL if session.article.text("body", language) else Wanted.BRIEF
    session.progress.stage = Stage.APPROVED
    edition = compose(session.article, session.progress, session.edit.rows)
    _refuse_incomplete(edition)
    edition.kind = EditionKind.IMPORTED
    session.article.set_text("slug", language, edition.slug)
    record_source(session, edition, session.now)  # whichever came out first
    session.put(edition, at)
    session.edit.finish(keep_stage=True)
    session.progress.save(update_fields=["stage", "wanted"])
    session.record(EventType.IMPORTED, edition, origin=origin)
    return edition


def _refuse_incomplete(edition):
    missing = {
        _("The headline is missing."): not edition.headline,
        _("The summary is missing."): not edition.summary,
        _("The section is missing."): edition.section_id is None,
    }
    if reasons := [reason for reason, is_missing in missing.items() if is_missing]:
        raise PublicationRefused(*reasons)

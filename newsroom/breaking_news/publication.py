"""Publication of breaking news: creation, approval, publication and placement in one unit of work."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, override

from articles import clock
from articles.annotations import User
from articles.body import plain_text
from articles.checks.sources import NONE_GIVEN
from articles.events import log
from articles.models import Article, Author, Language, LanguageProgress, Section, Wanted, localized, other
from articles.publishing import PublicationRefused, publish, publish_together
from articles.publishing.refusals import Examination
from articles.refusals import Refused
from articles.text.digests import digest_of
from articles.translations.machine_drafts import UnfiledDraft, assign_drafts, record_machine_drafts
from articles.workflow.edit_session import create_article
from articles.workflow.permissions import Verb, may
from articles.workflow.transitions import lacks_second_pair_of_eyes, perform
from newsroom.breaking_news.models import BreakingStory
from newsroom.frontpage.models import FrontPageScope, Placement, SlotKind, SlotPosition
from newsroom.frontpage.placements import lock_positions, place_story

NEEDED = (Verb.WRITE, Verb.APPROVE, Verb.PUBLISH)
# Placeholder for the missing text of an edition, so that readers never get an empty page.
MORE_FOLLOWS = _("This is breaking news. More details will follow.")

NO_SOURCE = _("This text is a machine draft: publish it together with its source, or rewrite it.")


class AlreadyPublished(Refused):
    """Raised if a form was sent before with other content; `story` is the BreakingStory published then."""

    def __init__(self, story):
        self.story = story
        super().__init__(
            _("This form has published a story already. To publish another one, press the button again.")
        )


class PublishedMeanwhile(Refused):
    """Raised if breaking news was published while the form was open; `story` is the latest."""

    def __init__(self, story):
        self.story = story
        super().__init__(
            _(
                "Breaking news was published since you opened this form. If yours is another story, press "
                "the button again."
            )
        )


@dataclass(frozen=True)
class BreakingText:
    """Breaking news in one language.

    body    HTML, or "" if there are only a headline and a summary
    leads   whether it leads the front page of its language
    banner  text of the banner on its front page, or "" for no banner
    """

    headline: str
    summary: str
    body: str = ""
    leads: bool = True
    banner: str = ""


@dataclass(frozen=True)
class BreakingNews:
    """Content of one form: the texts by language, the preferred source first, and their section and byline.

    banner_for  duration of the banners, or None to show them until an editor removes them
    drafts      the machine drafts that each text began with, by language
    """

    texts: Mapping[str, BreakingText]
    section: Section
    author: Author | None = None
    banner_for: timedelta | None = None
    drafts: Mapping[str, Sequence[UnfiledDraft]] = field(default_factory=dict)

    @property
    def source(self) -> Language:
        """The source language: the first that no machine drafted, or the only such language with a body.

        A machine-drafted language is the source only if all are, which `_record_drafts` refuses.
        """
        written = [language for language in self.texts if not self.drafts.get(language)] or [*self.texts]
        with_text = [language for language in written if has_text(self.texts[language].body)]
        return Language(with_text[0] if len(with_text) == 1 else written[0])

    @property
    def digest(self) -> str:
        texts = [[language, *vars(text).values()] for language, text in self.texts.items()]
        author = self.author and self.author.pk
        return digest_of([texts, self.section.pk, author, str(self.banner_for)])


def may_publish_breaking(user: User, language: str) -> bool:
    """Return whether the user may write, approve and publish in a language, and see front pages."""
    has_permissions = user.has_perms(["articles.add_article", "frontpage.view_placement"])
    return has_permissions and all(may(user, verb, language) for verb in NEEDED)


def needs_reason(user: User) -> bool:
    """Return whether the user bypasses the two-person rule by publishing their own text at once."""
    return lacks_second_pair_of_eyes(user, LanguageProgress(changed_by=user))


def publish_breaking(
    news: BreakingNews,
    *,
    by: User,
    key: UUID,
    reason: str | None = "",
    seen: int | None = None,
    confirmed: Collection[str] | None = None,
) -> BreakingStory:
    """Create a story, submit, approve and publish it in all its languages, and put it on their front pages.

    key        key of the form; if the form has published the same content before, only return that story
    reason     for approving one's own text, if the newsroom requires a second person
    seen       id of the latest BreakingStory that the user saw, 0 if none; None skips the check
    confirmed  fingerprints of the preflight warnings that the user confirmed; None requires no confirmation
    Raise PermissionDenied, AlreadyPublished, PublishedMeanwhile, or a refusal of approval, publication or
    placement. Nothing is written then.
    """
    with log.unit_of_work():
        # A concurrent request waits here, and then finds the key and the story of the first request.
        BreakingStory.objects.lock_table()
        if story := _published_before(news, key, by):
            return story
        _refuse_published_meanwhile(seen)
        article = _create(news, by)
        _record_drafts(news, article, by)
        for language in news.texts:
            _approve(article, language, by, reason)
        _publish(news, article, by, confirmed)
        _place(news, article, by)
        return BreakingStory.objects.create(
            key=key, digest=news.digest, article=article, published_by=by, published_at=clock.now()
        )


def _published_before(news, key, by):
    """Return the story that this form published, or None.

    Raise AlreadyPublished if the content or the user differs.
    """
    story = BreakingStory.objects.select_related("article").filter(key=key).first()
    if story and (story.published_by_id, story.digest) != (by.pk, news.digest):
        raise AlreadyPublished(story)
    return story


def _refuse_published_meanwhile(seen):
    if seen is not None and (newer := BreakingStory.objects.recent().filter(pk__gt=seen).first()):
        raise PublishedMeanwhile(newer)


def _create(news, by):
    source = news.source
    columns = {"source_language": source, "section": news.section}
    for language, text in news.texts.items():
        columns |= {
            localized("title", language): text.headline,
            localized("summary", language): text.summary,
        }
        if has_text(text.body):
            columns[localized("body", language)] = text.body
        elif _is_full(news, language):
            columns[localized("body", language)] = more_follows_html(language)
    wanted = {source: Wanted.FULL, other(source): Wanted.BRIEF}
    wanted |= {language: Wanted.FULL for language in news.texts if _is_full(news, language)}
    return create_article(
        by=by, wanted=wanted, add_rows=lambda article: _add_byline(article, news.author), **columns
    )


def _record_drafts(news, article, by):
    """Record the machine drafts in the translation, so that it is checked and labelled as usual.

    Raise PublicationRefused if the source is a draft, or if an unreviewed draft belongs to no segment.
    """
    for language, drafts in news.drafts.items():
        if language == news.source:
            raise PublicationRefused(NO_SOURCE)
        without_segment = record_machine_drafts(article, language, drafts, by=by)
        if waiting := sum(not draft.is_reviewed for draft in without_segment):  # preflight cannot find these
            message = ngettext(
                "%(number)d machine draft has not been confirmed by a person.",
                "%(number)d machine drafts have not been confirmed by a person.",
                waiting,
            )
            raise PublicationRefused(message % {"number": waiting})
        assign_drafts(drafts, article)


def _add_byline(article, author):
    if author is not None:
        article.bylines.create(author=author)


def _is_full(news, language):
    """Return whether a language gets a full edition: it has a body, none has, or it is the source."""
    has_any = any(has_text(text.body) for text in news.texts.values())
    return has_text(news.texts[language].body) or not has_any or language == news.source


def has_text(body: str) -> bool:
    """Return whether the HTML of a body contains text or a figure."""
    return bool(plain_text(body or "").strip()) or "<figure" in (body or "")


def more_follows_html(language: str) -> str:
    """Return the placeholder text of an edition without a body, in its language."""
    with override(language):
        return format_html("<p>{}</p>", MORE_FOLLOWS)


def _approve(article, language, by, reason):
    progress = perform("submit", article, language=language, by=by)
    is_alone = lacks_second_pair_of_eyes(by, progress)
    perform(
        "approve",
        article,
        language=language,
        by=by,
        alone=is_alone,
        reason=(reason or "") if is_alone else "",
    )


def _publish(news, article: Article, by, confirmed):
    """Publish one language, or both at the same instant. Preflight does not require sources yet."""
    examination = Examination(without={NONE_GIVEN})
    if len(news.texts) > 1:
        publish_together(article, news.source, by=by, confirmed=confirmed, examination=examination)
    else:
        publish(article, news.source, by=by, confirmed=confirmed, examination=examination)


def _place(news, article, by):
    banners = {front_position(code, SlotKind.BANNER): text.banner for code, text in news.texts.items()}
    leads = [front_position(code, SlotKind.LEAD) for code, text in news.texts.items() if text.leads]
    targets = dict.fromkeys(leads, "") | {target: words for target, words in banners.items() if words}
    if not targets:
        return
    lock_positions(article.pk, targets)
    for target, words in targets.items():
        until = _end_of_banner(news, target) if words else None
        place_story(article, target, by=by, words=words, until=until)


def front_position(language: str, slot: SlotKind) -> SlotPosition:
    return SlotPosition(str(language), FrontPageScope.FRONT, slot)


def _end_of_banner(news, target) -> datetime | None:
    """Return the end of a banner, or None if it has no limit or a planned placement will end it earlier."""
    if news.banner_for is None:
        return None
    until = clock.now() + news.banner_for
    is_planned = Placement.objects.at_position(target).ahead().filter(placed_from__lt=until).exists()
    return None if is_planned else until

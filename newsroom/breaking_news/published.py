"""Published breaking news: the page of one story in its current state, and the stories of the last hour."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.admin.display import format_clock
from articles.admin.site import may_see, register_urls
from articles.admin.story_rows import StoryLine, story_address
from articles.annotations import InterfaceText, User
from articles.models import Article, DisplayStatus, Edition, Language, LanguageProgress, other
from articles.models.language import STORY_BODIES
from articles.models.people import display_name
from articles.translations import translation_address
from articles.workflow.permissions import Verb, may
from newsroom.breaking_news.models import RECENT, BreakingStory
from newsroom.frontpage.models import FrontPageScope, Placement, SlotKind

MOST = 10


@dataclass
class RecentNews(StoryLine):
    """A story that was published or put on the front page in the last hour."""

    article: Article
    words: str  # “Jane Doe published this at 6:05 p.m.:”


def recent_news(at: datetime) -> list[RecentNews]:
    """Return the breaking news of the last hour, then other new leads and banners. Two queries."""
    news = {story.article_id: published_news(story) for story in BreakingStory.objects.recent(at)[:MOST]}
    # Name all languages, or the database does not use the index of a front page.
    places = {"language__in": Language.values, "scope": FrontPageScope.FRONT}
    tops = Placement.objects.filter(**places, slot__in=[SlotKind.BANNER, SlotKind.LEAD]).active(at)
    tops = tops.filter(placed_from__gt=at - RECENT).select_related("article", "placed_by")
    for row in tops.defer(*STORY_BODIES).order_by("-placed_from", "-pk"):
        words = _("%(name)s placed this on the front page at %(clock)s:")
        name = display_name(row.placed_by) if row.placed_by else _("The system")
        values = {"name": name, "clock": format_clock(row.placed_from)}
        news.setdefault(row.article_id, RecentNews(row.article, words % values))
    return list(news.values())


def published_news(story: BreakingStory) -> RecentNews:
    """Return the RecentNews of a story, with the time of day, which stays true on a page left open."""
    words = _("%(name)s published this at %(clock)s:")
    values = {"name": display_name(story.published_by), "clock": format_clock(story.published_at)}
    return RecentNews(story.article, words % values)


@register_urls
def published_urls(site: AdminSite) -> list[URLPattern]:
    view = site.admin_view(published_view(site))
    return [path("breaking-news/<int:story_id>/", view, name="breaking_news_published")]


@dataclass
class PublishedLanguage:
    """One language of a story that was published as breaking news.

    edition     the live Edition, or None
    placements  the active placements of the story on the front page
    standing    label of its status, shown if there is no live edition
    links       [(address, label)] of links to its translation, if the user may write it and nothing is live
    """

    language: Language
    edition: Edition | None
    placements: list[Placement]
    standing: InterfaceText
    links: list

    @property
    def label(self):
        return self.language.label

    @property
    def story_address(self):
        return reverse("public:article_shortlink", args=[self.language, self.edition.article_id])

    @property
    def front_address(self):
        return reverse("public:front", args=[self.language])

    @property
    def edit_address(self):
        return f"{reverse('admin:front_pages')}?language={self.language}"


def published_view(site: AdminSite):
    """Return the view of a published form: live pages, languages without a live edition, and next steps."""

    @require_safe
    def view(request, story_id):
        if not may_see(request.user, "article"):
            raise PermissionDenied
        story = BreakingStory.objects.select_related("article", "published_by").filter(pk=story_id).first()
        if story is None:
            raise Http404
        languages = published_languages(story, request.user, request.at)
        context = site.each_context(request) | {
            "title": _("Breaking news"),
            "story": story,
            "news": published_news(story),
            "languages": [language for language in languages if language.edition],
            "waiting": [language for language in languages if language.edition is None],
            "continue_address": story_address(story.article_id),
        }
        request.current_app = site.name
        return TemplateResponse(request, "admin/breaking_news/published.html", context)

    return view


def translation_links(user: User, article_id: int, language: str) -> list[tuple[str, str]]:
    """Return [(address, label)] of links to translate a story by hand or by machine, if permitted.

    The source is public by now, so it may be sent to a machine without further consent.
    """
    if not may(user, Verb.WRITE, language):
        return []
    links = [(translation_address(article_id, language), _("Translate"))]
    if settings.MACHINE_TRANSLATION["engine"]:
        with suppress(NoReverseMatch):
            address = reverse("machine_translation:story", args=[article_id, language])
            links.append((address, _("Draft it by machine…")))
    return [(address, label) for address, label in links if address]


def published_languages(story: BreakingStory, user: User, at: datetime) -> list[PublishedLanguage]:
    """Return the languages of a story in their current state, the source first. Three queries."""
    live = {edition.language: edition for edition in story.article.editions.live(at).for_list()}
    rows = Placement.objects.active(at).filter(article=story.article_id, scope=FrontPageScope.FRONT)
    placements = list(rows.select_related("section").order_by("slot"))
    progress = LanguageProgress.objects.filter(article=story.article_id).with_standing(at)
    standings = {row.language: DisplayStatus(row.standing).label for row in progress}
    source = Language(story.article.source_language)
    return [
        PublishedLanguage(
            language,
            live.get(language.value),
            [row for row in placements if row.language == language],
            standings[language.value],
            [] if language.value in live else translation_links(user, story.article_id, language.value),
        )
        for language in (source, other(source))
    ]

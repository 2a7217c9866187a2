"""Screens about one story: base classes, links back, and the status of each language."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import clock
from articles.admin.base import BilingualAdmin
from articles.admin.display import format_local_datetime, own_clock_title, preferred_text
from articles.admin.story_rows import StoryRow, story_address
from articles.annotations import User
from articles.models import (
    Article,
    DisplayStatus,
    Edition,
    EditionKind,
    Language,
    LanguageProgress,
    Stage,
    TranslatedSegment,
    Wanted,
    other,
)
from articles.workflow.permissions import Verb, may, may_touch
from articles.workflow.transitions import latest_step

CORRECTED_THERE = {
    Language.EN: gettext_lazy(
        "The English text was corrected: readers here see its note, but this text is not corrected yet"
    ),
    Language.KO: gettext_lazy(
        "The Korean text was corrected: readers here see its note, but this text is not corrected yet"
    ),
}


@dataclass
class LanguageStatus:
    """One language of a story at one instant.

    user      the user who views the page
    progress  the LanguageProgress, annotated by with_standing and with has_machine_drafts
    edition   the current edition or notice, or None
    ahead     the scheduled edition, or None
    there     the LanguageStatus of the other language
    """

    article: Article
    user: User
    at: datetime
    progress: LanguageProgress
    edition: Edition | None
    ahead: Edition | None
    there: "LanguageStatus" = field(default=None, repr=False, compare=False)

    @property
    def language(self):
        return Language(self.progress.language)

    @property
    def standing(self):
        return DisplayStatus(self.progress.standing)

    @cached_property
    def latest_step(self):
        """Return the event that brought the text to its current stage, or None. One query."""
        return latest_step(self.article.pk, self.language)

    @property
    def is_live(self):
        return self.edition is not None and not self.edition.is_notice

    @property
    def is_withdrawn(self):
        return self.edition is not None and self.edition.kind == EditionKind.WITHDRAWAL

    @property
    def is_ahead(self):
        return self.ahead is not None

    @property
    def after(self):
        """Return the number of the latest edition, which guards publishing; 0 before the first."""
        latest = self.ahead or self.edition
        return latest.number if latest else 0

    @property
    def source(self):
        """Return the LanguageStatus of the source language; None if this is the source."""
        return None if self.language == self.article.source_language else self.there

    @property
    def front_page_url(self):
        """Return the address where the user can place the story on the front page, or ""."""
        if not may(self.user, Verb.PUBLISH, self.language):
            return ""
        if not (self.is_live or self.is_ahead):
            return ""
        query = urlencode({"language": self.language.value, "story": self.progress.article_id})
        return f"{reverse('admin:front_pages')}?{query}#front-panel"

    @property
    def may_precede(self):
        """Return whether publishing or moving this text could make a translation live before its source."""
        if self.is_live:
            return False
        if self.source:
            return self.source.progress.wanted != Wanted.NOTHING and not self.source.is_live
        return self.is_ahead and self.there.is_ahead and not self.there.is_live

    @property
    def has_changes(self):
        """Return whether the live text differs from the working copy."""
        return self.is_live and self.standing == DisplayStatus.LIVE_CHANGED

    @property
    def is_unchanged(self):
        """Return whether readers have this text, made from the newest source if it is a translation."""
        return self.is_live and not self.has_changes and not self.progress.is_behind

    def may_be_published(self):
        """Return whether an approved text, or a change of it, is wanted but neither live nor scheduled."""
        return (
            self.progress.stage == Stage.APPROVED
            and self.progress.wanted != Wanted.NOTHING
            and not self.is_ahead
            and self.standing != DisplayStatus.LIVE
        )

    @cached_property
    def sentences(self):
        """Return sentences about the current edition, the scheduled one, and the work at the desk."""
        sentences = []
        if self.is_live:
            sentences.append(
                _("Edition %(number)d (%(kind)s) live since %(when)s") % self._facts(self.edition)
            )
        elif self.edition:
            sentences.append(
                _("Notice (%(kind)s) shown to readers since %(when)s") % self._facts(self.edition)
            )
        if self.ahead:
            sentences.append(
                _("Edition %(number)d (%(kind)s) scheduled for %(when)s") % self._facts(self.ahead)
            )
            sentences += filter(None, [own_clock_title(self.ahead.live_from, self.user)])
        if self.is_live and self.standing == DisplayStatus.LIVE_CHANGED:
            sentences.append(_("There are unpublished changes"))
        if self.progress.awaits_correction:
            sentences.append(CORRECTED_THERE[other(self.language)])
        elif self.progress.is_behind:
            sentences.append(_("The source was published again after this translation"))
        if self.progress.is_stale:
            sentences.append(_("The source text has changed since it was translated"))
        labels = {
            "stage": Stage(self.progress.stage).label,
            "wanted": Wanted(self.progress.wanted).label,
        }
        sentences.append(_("Stage: %(stage)s. Requested: %(wanted)s") % labels)
        if self.source and not self.is_live and not self.source.is_live:
            sentences.append(_("Source: %(standing)s") % {"standing": self.source.standing.label})
        return sentences + self.line.sentences

    @property
    def line(self):
        return StoryRow(self.progress, self.at)

    @staticmethod
    def _facts(edition):
        return {
            "number": edition.number,
            "kind": EditionKind(edition.kind).label,
            "when": format_local_datetime(edition.live_from),
        }


def language_statuses(article: Article, user: User, *, with_texts: bool = False) -> list[LanguageStatus]:
    """Return the current status of each language, source first. Two queries.

    with_texts  whether to read the texts of editions, too; if an edition is canceled in the meantime, its
                text cannot be read later
    """
    at = clock.now()
    current, ahead = {}, {}
    editions = Edition.objects.of_articles([article.pk]).unended(at)
    if not with_texts:
        editions = editions.defer("body", "printed")
    for edition in editions:
        if edition.live_from > at:
            ahead[edition.language] = edition
        else:
            current[edition.language] = edition
    drafts = TranslatedSegment.objects.drafted_by_machine()
    drafts = drafts.filter(article=OuterRef("article"), language=OuterRef("language"))
    rows = LanguageProgress.objects.with_standing(at).annotate(has_machine_drafts=Exists(drafts))
    rows = rows.filter(article=article).select_related("assignee")
    statuses = [
        LanguageStatus(article, user, at, row, current.get(row.language), ahead.get(row.language))
        for row in rows
    ]
    for status, there in zip(statuses, reversed(statuses), strict=True):
        status.there = there
    return sorted(statuses, key=lambda status: status.language != article.source_language)


def headline_language(article: Article) -> Language:
    """Return the language of str(article), for the `lang` attribute of the heading."""
    return preferred_text(article, "title")[0]


# Header of the requests of action_drawer.js and of their responses. "page": the drawer shows the content.
# "open": the drawer opens the Location. "leave": the browser leaves the form for the Location. The drawer
# reports any other response as an error.
DRAWER = "X-Drawer"
PAGE, OPEN, LEAVE = "page", "open", "leave"


def is_for_drawer(request: HttpRequest) -> bool:
    return DRAWER in request.headers


def drawer_redirect(request: HttpRequest, response: HttpResponse, *, to: str = LEAVE) -> HttpResponse:
    """Replace a redirect by a response for the drawer, since fetch would follow a redirect silently.

    Return the response unchanged if the request is not from the drawer or the response is no redirect.
    Messages are kept for the page that the browser goes to.

    to  OPEN or LEAVE
    """
    if not (is_for_drawer(request) and isinstance(response, HttpResponseRedirect)):
        return response
    return HttpResponse(status=204, headers={DRAWER: to, "Location": response.url})


def return_url(request: HttpRequest, article: Article, otherwise: str = "") -> str:
    """Return the admin address in ?next=, else `otherwise`, else the address of the story form."""
    address = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(address, None) and address.startswith(reverse("admin:index"))
    return address if is_ours else otherwise or story_address(article.pk)


def return_label(address: str, article: Article) -> str:
    """Return the label of a link to an address that return_url returned."""
    labels = {
        story_address(article.pk): _("Back to the story"),
        reverse("admin:calendar"): _("Back to the calendar"),
        reverse("admin:board"): _("Back to the board"),
    }
    return labels.get(address.partition("?")[0], _("Cancel"))


class StoryAdmin(BilingualAdmin):
    """Model admin of stories. Interns may change only their own stories."""

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and may_touch(request.user, obj)


class StoryScreen:
    """One screen about a story, with its addresses. ArticleAdmin has a list of screens.

    model_admin  the ArticleAdmin, which checks permissions to view and change a story
    """

    def __init__(self, model_admin):
        self.model_admin, self.site = model_admin, model_admin.admin_site

    def urls(self):
        """Return the URL patterns of the screen, relative to the list of stories."""
        raise NotImplementedError

    def path(self, route, view, name):
        """Return the URL pattern of a staff view below the address of a story."""
        return path(f"<int:object_id>/{route}", self.site.admin_view(view), name=f"articles_article_{name}")

    def story(self, request, object_id, *, to_change=False):
        """Return a story. Raise Http404, or PermissionDenied for a user who may not view or change it."""
        article = self.model_admin.get_object(request, str(object_id))
        if article is None:
            raise Http404
        if not self.may_open(request, article, to_change=to_change):
            raise PermissionDenied
        return article

    def may_open(self, request, article, *, to_change=False):
        if to_change:
            return self.model_admin.has_change_permission(request, article)
        return self.model_admin.has_view_or_change_permission(request, article)

    def page(self, request, article, template, context, *, status=200):
        """Render a page about a story from the name of its template. `context` includes the title.

        A template that extends `frame` can be shown in the drawer of the story form.
        """
        is_in_drawer = is_for_drawer(request)
        context = {
            **self.site.each_context(request),
            "opts": Article._meta,
            "original": article,
            "headline_language": headline_language(article),
            "is_nav_sidebar_enabled": False,
            "is_in_drawer": is_in_drawer,
            "frame": f"admin/articles/article/{'drawer' if is_in_drawer else 'page'}.html",
            **context,
        }
        request.current_app = self.site.name
        response = TemplateResponse(
            request, f"admin/articles/article/{template}.html", context, status=status
        )
        patch_vary_headers(response, [DRAWER])
        if is_in_drawer:
            response[DRAWER] = PAGE
        return response

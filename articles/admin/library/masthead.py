"""Admin of the publication and its standing pages."""

from dataclasses import dataclass
from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles.admin.base import BilingualAdmin, language_pairs
from articles.admin.display import chip, lang_span
from articles.admin.editor_widget import BodyEditor
from articles.admin.library.rows import AddressForm, AddressMixin, RowOrderMixin
from articles.admin.story.differences import PieceChange, PieceLine, body_lines, diff_lines
from articles.body import BodyField
from articles.models import (
    DisplayStatus,
    Language,
    Publication,
    StandingPage,
    StandingPageVersion,
)
from articles.models.people import display_name
from articles.workflow.masthead import PUBLISH, StandingPageRefused, publish_page, restore_page_version


@admin.register(Publication)
class PublicationAdmin(BilingualAdmin):
    """Admin of the single publication. Its list redirects to the form."""

    fieldsets = [
        (None, {"fields": [*language_pairs("name", "insight_name", "legal_notice"), "contact"]}),
        (
            _("Imprint"),
            {
                "fields": [
                    *language_pairs("registered_name", "registration_number"),
                    ("registered_on", "first_published_on"),
                    *language_pairs("publisher", "editor", "youth_protection_officer", "privacy_officer"),
                    *language_pairs("address"),
                    ("phone", "business_number"),
                ],
                "description": _(
                    "Shown at the foot of every page. Korean law requires it of newspapers (Article 21 of "
                    "the Act on the Promotion of Newspapers). Empty fields are not shown."
                ),
            },
        ),
        (_("Republication"), {"fields": [*language_pairs("license_name", "license_terms"), "license_url"]}),
    ]

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not Publication.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False

    def get_model_perms(self, request):
        """Return the permissions for the menu without a query. The menu links only to the list."""
        return {"view": self.has_view_permission(request), "change": self.has_change_permission(request)}

    def changelist_view(self, request, extra_context=None):
        publication = Publication.objects.first()
        if publication and self.has_view_or_change_permission(request):
            return HttpResponseRedirect(reverse("admin:articles_publication_change", args=[publication.pk]))
        if not publication and self.has_add_permission(request):
            return HttpResponseRedirect(reverse("admin:articles_publication_add"))
        return super().changelist_view(request, extra_context)


CHIPS = {
    DisplayStatus.LIVE: "live",
    DisplayStatus.LIVE_CHANGED: "behind",
    DisplayStatus.WRITING: "work",
    DisplayStatus.NOTHING: "past",
}
# Buttons of the form that save the draft and continue to the screen of a language.
PREVIEW_PAGE, PUBLISH_PAGE = "_preview", "_publish"


@dataclass
class PageLanguage:
    """One language of a standing page, for its form."""

    page: StandingPage
    language: Language

    @property
    def live(self):
        return self.page.live(self.language)

    @property
    def status(self):
        return status_chip(self.page, self.language)

    @property
    def editor(self):
        return display_name(self.live.saved_by)


def status_chip(page, language):
    status = page.status(language)
    return chip(CHIPS[status], status.label)


class StandingPageForm(AddressForm):
    address_from = "title"


@admin.register(StandingPage)
class StandingPageAdmin(RowOrderMixin, AddressMixin, BilingualAdmin):  # type: ignore[misc]  # the mixin comes before the admin class
    """Admin of standing pages. A page is a draft in both languages; each language is published separately."""

    form = StandingPageForm
    formfield_overrides = {BodyField: {"widget": BodyEditor}}
    fields = [*language_pairs("title"), *language_pairs("body"), "slug"]
    list_display = ("english_title", "korean_title", "slug", "states")
    list_display_links = ("english_title", "korean_title")

    class Media:
        css = {"all": ("css/story_form.css", "css/standing_pages.css")}  # with styles of rendered texts

    def get_queryset(self, request):
        live = Prefetch("versions", StandingPageVersion.objects.live(), to_attr="live_versions")
        return super().get_queryset(request).prefetch_related(live)

    def get_urls(self):
        routes = {
            "<int:object_id>/publish/<str:language>/": (self.publish_view, "publish"),
            "<int:object_id>/restore/<int:version_id>/": (self.restore_view, "restore"),
        }
        return [
            *(
                path(route, self.admin_site.admin_view(view), name=f"articles_standingpage_{name}")
                for route, (view, name) in routes.items()
            ),
            *super().get_urls(),
        ]

    @admin.display(description=_("title in English"), ordering="title_en")
    def english_title(self, page):
        return lang_span("en", page.title_en)

    @admin.display(description=_("title in Korean"), ordering="title_ko")
    def korean_title(self, page):
        return lang_span("ko", page.title_ko)

    @admin.display(description=_("state"))
    def states(self, page):
        rows = [(language.label, status_chip(page, language)) for language in Language]
        return format_html_join(" ", "<span>{} {}</span>", rows)

    def instead(self, request, page):
        return _("To hide the page from readers, clear its text and publish it, in each language.")

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["languages"] = [PageLanguage(obj, language) for language in Language] if obj else []
        context["both"] = list(Language)
        context["may_publish"] = request.user.has_perm(PUBLISH)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_change(self, request, obj):
        return self._next_screen(request, obj) or super().response_change(request, obj)

    def response_add(self, request, obj, post_url_continue=None):
        return self._next_screen(request, obj) or super().response_add(request, obj, post_url_continue)

    def _next_screen(self, request, page):
        """Redirect to the preview or publishing page of a language if its button was pressed, else None."""
        names = {PREVIEW_PAGE: "previews:standing_page", PUBLISH_PAGE: "admin:articles_standingpage_publish"}
        for button, name in names.items():
            if (language := request.POST.get(button)) in Language.values:
                return HttpResponseRedirect(reverse(name, args=[page.pk, language]))
        return None

    def publish_view(self, request, object_id, language):
        """Show the differences that publishing a language makes for readers. A POST publishes it."""
        page = self._page(request, object_id)
        if not request.user.has_perm(PUBLISH):
            raise PermissionDenied
        if language not in Language.values:
            raise Http404
        name, draft, live = Language(language).label, page.draft(language), page.live(language)
        words = _("Publish the %(language)s page") % {"language": name}
        context = {
            "title": words,
            "button": words,
            "changes": version_changes(live, draft),
            "is_empty": not draft.body,
            "is_live": live is not None,
            "done": _("Published: %(language)s.") % {"language": name},
        }
        act = partial(publish_page, page, language, by=request.user)
        return self._confirm(request, page, language, act, context)

    def restore_view(self, request, object_id, version_id):
        """Show the differences that restoring a version makes to the draft. A POST restores it."""
        page = self._page(request, object_id)
        if not self.has_change_permission(request, page):
            raise PermissionDenied
        version = page.versions.filter(pk=version_id).first()
        if version is None:
            raise Http404
        name = Language(version.language).label
        context = {
            "title": _("Restore version %(number)s to the draft") % {"number": version.number},
            "button": _("Restore to the draft"),
            "changes": version_changes(page.draft(version.language), version),
            "is_restoring": True,
            "done": _("Restored to the draft: %(language)s.") % {"language": name},
        }
        act = partial(restore_page_version, version, by=request.user)
        return self._confirm(request, page, version.language, act, context)

    def _page(self, request, object_id):
        page = self.get_object(request, unquote(str(object_id)))
        if page is None:
            raise Http404
        if not self.has_view_or_change_permission(request, page):
            raise PermissionDenied
        return page

    def _confirm(self, request, page, language, act, context):
        """Show differences with a button, or act on the draft that the user saw. A refusal answers 409.

        act  a function of `seen`, the digest of that draft
        """
        status = 200
        if request.method == "POST":
            try:
                act(seen=request.POST.get("seen") or "none")
            except StandingPageRefused as refusal:
                messages.error(request, str(refusal))
                status = 409
            else:
                messages.success(request, context["done"])
                return HttpResponseRedirect(reverse("admin:articles_standingpage_change", args=[page.pk]))
        context |= {"seen": page.draft(language).digest, "language": Language(language)}
        return self._render(request, page, "confirm", context, status=status)

    def history_view(self, request, object_id, extra_context=None):
        """Show the versions of both languages with their changes, newest first."""
        page = self._page(request, object_id) if str(object_id).isdecimal() else None
        if page is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        context = {
            "title": _("History"),
            "entries": version_entries(page),
            "may_restore": self.has_change_permission(request, page),
        }
        return self._render(request, page, "history", context)

    def _render(self, request, page, template, context, *, status=200):
        context = self.admin_site.each_context(request) | {"opts": self.opts, "original": page} | context
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request, f"admin/articles/standingpage/{template}.html", context, status=status
        )


@dataclass
class VersionEntry:
    """A version with its differences from the previous one in its language."""

    version: StandingPageVersion
    changes: list[PieceChange]
    is_live: bool

    @property
    def language(self):
        return Language(self.version.language)

    @property
    def what(self):
        if not self.version.is_published:
            return _("Draft kept before restoring")
        return _("Published") if self.version.body else _("Taken down")


def version_entries(page) -> list[VersionEntry]:
    """Return the VersionEntries of a page, newest first."""
    versions = list(page.versions.select_related("saved_by"))
    live = {version.pk for version in page.live_versions}
    return [
        VersionEntry(
            version, version_changes(before_in(versions[index:], version), version), version.pk in live
        )
        for index, version in enumerate(versions, start=1)
    ]


def before_in(older, version):
    """Return the newest published version in the same language among the older ones, or None."""
    return next(
        (earlier for earlier in older if earlier.language == version.language and earlier.is_published), None
    )


def version_changes(before, after) -> list[PieceChange]:
    """Return the word differences between two versions of one language. `before` may be None."""
    language, changes = after.language, []
    for name in ("title", "body"):
        old, new = (version_lines(version, name) for version in (before, after))
        if old != new:
            label = capfirst(str(StandingPage._meta.get_field(name).verbose_name))  # type: ignore[union-attr]  # a column, not a relation
            changes.append(PieceChange(name, label, [language], diff_lines(old, new)))
    return changes


def version_lines(version, name):
    text = getattr(version, name) if version else ""
    if name == "body":
        return body_lines(text, version.language) if version else []
    return [PieceLine(version.language, text)] if text else []

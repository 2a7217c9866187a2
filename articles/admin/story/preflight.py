"""What preflight finds of a story: the screen that lists it, and the words after a save or a refusal."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles.admin.forms.instants import as_of, asked_instant
from articles.admin.story.actions.table import BUTTON
from articles.admin.story.finding import FindingPresenter
from articles.admin.story.offers import unmarked_terms
from articles.admin.story.page import StoryPages
from articles.checks.registry import Counts, examine_both
from articles.checks.text.wholeness import READABLE
from articles.models import Language, Waiver
from articles.workflow.waiving import WaiverRefused, may_waive, take_back, waive


class PreflightAdmin(StoryPages):
    """The part of ArticleAdmin that shows findings, and lets those waive them who may."""

    def get_urls(self):
        wrap, address = self.admin_site.admin_view, "<int:object_id>/preflight/"
        waiver = f"{address}<str:language>/"
        return [
            path(address, wrap(require_safe(self.preflight_view)), name="articles_article_preflight"),
            path(f"{waiver}waive/", wrap(require_POST(self.waive_view)), name="articles_article_waive"),
            path(
                f"{waiver}take-back/<int:waiver_id>/",
                wrap(require_POST(self.take_back_view)),
                name="articles_article_take_back_waiver",
            ),
            *super().get_urls(),
        ]

    def response_change(self, request, obj):
        """After a save: that something stands in the way of publishing. An unfinished text is no news."""
        response = super().response_change(request, obj)
        if BUTTON not in request.POST and request.parts:
            self.tell_blockers(request, obj, except_for=READABLE)
        return response

    def tell_blockers(self, request, article, *, except_for=()):
        """A quiet line for each language with blockers, which leads to them."""
        for language, findings in examine_both(article).items():
            counts = Counts.of([one for one in findings if one.code not in except_for])
            if counts.blockers:
                self.message_user(request, counts_message(article, language, counts), messages.INFO)

    def tell_findings(self, request, article, language):
        """What stands in one language, when it goes to the desk."""
        counts = Counts.of(examine_both(article)[language])
        if counts:
            self.message_user(request, counts_message(article, language, counts), messages.INFO)

    def preflight_view(self, request, object_id):
        """As of an instant (?at=) where publication then is what it is about."""
        article, at = self.story_of(request, object_id), asked_instant(request.GET.get("at", ""))
        return self._preflight_page(request, article, at)

    def waive_view(self, request, object_id, language):
        """Let a blocker pass, then the list again; 409 with what was typed when it is refused."""
        article = self.story_of(request, object_id)
        if language not in Language.values:
            raise Http404
        known = {name: request.POST.get(name, "") for name in ("code", "fingerprint", "reason")}
        at = asked_instant(request.POST.get("at", ""))
        try:
            waive(article, language, by=request.user, at=at, **known)
        except WaiverRefused as refusal:
            return self._preflight_page(request, article, at, refused=(known, refusal.reasons), status=409)
        messages.success(request, _("Waived; the log keeps your name and the reason."))
        return HttpResponseRedirect(preflight_url(article, language, at))

    def take_back_view(self, request, object_id, language, waiver_id):
        article = self.story_of(request, object_id)
        waiver = Waiver.objects.filter(pk=waiver_id, article=article, language=language).first()
        if waiver is not None:
            take_back(waiver, by=request.user)
        messages.success(request, _("Taken back; it blocks again."))
        at = asked_instant(request.POST.get("at", ""))
        return HttpResponseRedirect(preflight_url(article, language, at))

    def _preflight_page(self, request, article, at, *, refused=None, status=200):
        found, unmarked = examine_both(article, at=at), unmarked_terms(article)
        parts = [
            language_section(article, Language(language), findings, request.user, refused)
            | {"unmarked": unmarked[Language(language)]}
            for language, findings in found.items()
        ]
        if refused and not any(told.errors for one in parts for told in one["standing"]):
            for reason in refused[1]:
                messages.error(request, reason)
        context = {"title": _("Preflight"), "parts": parts, "at": at}
        return self.story_page(request, article, "preflight", context, status=status)


def language_section(article, language, findings, user, refused):
    """One language for the template; `refused` is what was posted of a waiver, and why it is none."""
    told = [FindingPresenter(finding, language, article, user) for finding in findings]
    for one in told:
        if refused and refused[0]["fingerprint"] == one.finding.fingerprint and one.finding.is_waivable:
            one.reason, one.errors = refused[0]["reason"], refused[1]
    return {
        "language": language,
        "counts": Counts.of(findings),
        "standing": [one for one in told if one.finding.waiver is None],
        "waived": [one for one in told if one.finding.waiver is not None],
        "may_waive": may_waive(user, language),
    }


def preflight_url(article, language, at=None):
    address = reverse("admin:articles_article_preflight", args=[article.pk])
    return f"{address}{'?' + as_of(at) if at else ''}#{language}"


def counts_message(article, language, counts):
    return format_html(
        '{}: {} <a href="{}">{}</a>',
        Language(language).label,
        _("Preflight: %(counts)s.") % {"counts": counts},
        preflight_url(article, language),
        _("Look at them"),
    )

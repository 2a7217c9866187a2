"""Admin pages to read, test and send a newsletter, and to cancel, pause or continue its sending."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_safe

from articles.admin.display import format_local_datetime, newsroom_zone
from articles.admin.forms.fields import InstantField
from articles.admin.site import register_urls
from articles.annotations import StaffRequest
from articles.models import Language
from articles.models.people import display_name
from newsroom.newsletters.composition import IssueContent, NewsletterRefused, may_compose, recipient_count
from newsroom.newsletters.models import NewsletterIssue, PauseCause
from newsroom.newsletters.schedule import LATEST, cancel_sending, schedule
from newsroom.newsletters.sending import pause, resume, send_test, start

VIEW = "newsletters.view_newsletterissue"
# The message has inline styles, because mail programs support no others.
MESSAGE_POLICY: dict[str, Any] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, settings.SITE_URL],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}


class SendingTimeForm(forms.Form):
    send_at = InstantField(label=gettext_lazy("Send on"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["send_at"].help_text = _("Newsroom time: %(zone)s.") % {"zone": newsroom_zone()}


def issue_address(issue: NewsletterIssue) -> str:
    """Return the URL of the page to read and send a newsletter."""
    return reverse("admin:newsletter_issue", args=[issue.pk])


@dataclass(frozen=True)
class IssueProgress:
    """Progress of sending a newsletter. counts: the result of NewsletterIssue.counts."""

    counts: dict[str, int]

    @property
    def total(self):
        return sum(self.counts.values())

    @property
    def done(self):
        return self.total - self.counts["waiting"]

    @property
    def rows(self):
        """[(label, number of messages)] for each state that has messages.

        A message is in doubt while it is sent, and if its sending was interrupted.
        """
        labels = {
            "sent": _("Accepted by the mail server"),
            "waiting": _("Waiting"),
            "refused": _("Refused by the mail server"),
            "skipped": _("Unsubscribed or suspended in the meantime"),
            "taken": _("In doubt, not sent again"),
        }
        return [(label, self.counts[name]) for name, label in labels.items() if self.counts[name]]


@register_urls
def issue_urls(site: AdminSite) -> list[URLPattern]:
    root = "newsletters/newsletterissue/<int:pk>"
    return [
        path(f"{root}/", site.admin_view(issue_page), name="newsletter_issue"),
        path(f"{root}/message/", site.admin_view(message_page), name="newsletter_message"),
        path(f"{root}/send/", site.admin_view(send_page), name="newsletter_send"),
    ]


def shown_issue(request, pk):
    """Return a newsletter that the user may see. Raise PermissionDenied or Http404."""
    if not request.user.has_perm(VIEW):
        raise PermissionDenied
    return get_object_or_404(NewsletterIssue.objects.select_related("scheduled_by"), pk=pk)


@require_safe
@csp_override(MESSAGE_POLICY)
def message_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Show the message as a mail program would; `?text` shows its plain text."""
    content = IssueContent.render(shown_issue(request, pk), request.at)
    is_text = "text" in request.GET
    kind = "plain" if is_text else "html"
    message = content.sample(content.text if is_text else content.html)
    response = HttpResponse(message, content_type=f"text/{kind}; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def issue_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a newsletter. A POST cancels, pauses or continues its sending, or sends the user a test."""
    issue = shown_issue(request, pk)
    may_send = may_compose(request.user, issue.language)
    if request.method == "POST":
        if not may_send:
            raise PermissionDenied
        take_step(request, issue)
        return HttpResponseRedirect(issue_address(issue))
    content = IssueContent.render(issue, request.at)
    context = {
        "content": content,
        "text": content.sample(content.text),
        "left_out": len(issue.stories) - len(content.stories),
        "progress": None if issue.is_draft else IssueProgress(issue.counts()),
        "is_stalled": issue.is_stalled(request.at),
        "sender": display_name(issue.scheduled_by) if issue.is_scheduled else "",
        "is_overdue": issue.is_scheduled and issue.send_at < request.at - LATEST,
        "may_send": may_send,
        "recipients": recipient_count(issue.language) if issue.is_draft else 0,
    }
    return render_issue(request, issue, "admin/newsletters/issue.html", context)


def take_step(request, issue):
    if "_test" in request.POST:
        if not request.user.email:
            messages.warning(request, _("Your account has no email address."))
            return
        send_test.enqueue(issue.pk, request.user.pk)
        messages.success(request, _("A test is on its way to %(address)s.") % {"address": request.user.email})
    elif "_cancel" in request.POST and cancel_sending(issue):
        messages.success(request, _("Canceled. The newsletter is a draft again, and nothing is sent."))
    elif "_pause" in request.POST and pause(issue, PauseCause.PERSON):
        messages.success(request, _("Paused. The remaining messages wait until someone continues."))
    elif "_continue" in request.POST and resume(issue):
        messages.success(request, _("Sending continues where it stopped. No one gets the newsletter twice."))
    else:
        messages.warning(
            request, _("Nothing was changed: the state of the newsletter has changed in the meantime.")
        )


@require_http_methods(["GET", "HEAD", "POST"])
def send_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a confirmation page. A POST sends the newsletter or schedules it."""
    issue = shown_issue(request, pk)
    if not may_compose(request.user, issue.language):
        raise PermissionDenied
    is_for_later = "_schedule" in request.POST
    form = SendingTimeForm(request.POST if is_for_later else None, initial={"send_at": issue.send_at})
    refusal, status = None, 200
    if request.method == "POST":
        try:
            if is_for_later and not form.is_valid():
                status = 422
            else:
                send_as_read(request, issue, form.cleaned_data["send_at"] if is_for_later else None)
                return HttpResponseRedirect(issue_address(issue))
        except NewsletterRefused as error:
            refusal, status = error, 409
            issue = shown_issue(request, pk)  # its present state
    if not issue.is_draft and refusal is None:
        return HttpResponseRedirect(issue_address(issue))
    context = {
        "content": IssueContent.render(issue, request.at),
        "refusal": refusal,
        "recipients": recipient_count(issue.language),
        "form": form,
    }
    return render_issue(request, issue, "admin/newsletters/send.html", context, status=status)


def send_as_read(request, issue, send_at):
    """Send or schedule the newsletter that the user has read. Raise NewsletterRefused if it has changed."""
    seen = request.POST.get("seen", "")
    if send_at is None:
        start(issue, by=request.user, seen=seen)
        messages.success(request, _("The newsletter is being sent."))
        return
    schedule(issue, send_at=send_at, by=request.user, seen=seen)
    messages.success(request, _("Scheduled: %(when)s") % {"when": format_local_datetime(send_at)})


def render_issue(request, issue, template, context, *, status=200):
    context = admin.site.each_context(request) | context
    context |= {
        "title": issue.subject,
        "issue": issue,
        "opts": NewsletterIssue._meta,
        "language_label": Language(issue.language).label,
        "is_nav_sidebar_enabled": False,
    }
    return TemplateResponse(request, template, context, status=status)

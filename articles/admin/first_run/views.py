"""The page that sets up a newsroom: names, sections and the first author, at one press of a button."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from articles.admin.first_run.forms import SetupForms
from articles.admin.first_run.guide import may_begin_story, may_set_up, new_story_address
from articles.admin.site import register_urls

STORY = "_story"  # name of the button that goes on to the first story


@register_urls
def setup_urls(site):
    return [path("first-run/", site.admin_view(setup_view(site)), name="first_run")]


def setup_view(site):
    """Return the view. A refused POST shows the page as it was filled in."""

    def view(request):
        if not may_set_up(request.user):
            raise PermissionDenied
        posted = request.POST if request.method == "POST" else None
        setup, status, refusal = SetupForms(request.user, posted), 200, ""
        if request.method == "POST":
            status = 422
            if setup.is_valid():
                try:
                    return saved_response(request, setup.save())
                except IntegrityError:
                    setup, status = SetupForms(request.user, posted), 409
                    refusal = _("Not saved yet: someone else has just set up a part of this. Check the rest.")
        context = site.each_context(request) | {
            "title": _("Set up your newsroom"),
            "setup": setup,
            "refusal": refusal,
            "is_invalid": status == 422,
            "time_zone": settings.TIME_ZONE,
            "may_write": may_begin_story(request.user),
        }
        return TemplateResponse(request, "admin/first_run/setup.html", context, status=status)

    return view


def saved_response(request, saved):
    """Go on to the first story after the button that says so, else back to the guide."""
    if saved:
        messages.success(request, _("Your newsroom is set up."))
    is_writing = STORY in request.POST and may_begin_story(request.user)
    return HttpResponseRedirect(new_story_address(request.user) if is_writing else reverse("admin:index"))

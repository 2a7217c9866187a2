"""Saved views above the list of stories, private or shared, and the page on which they are deleted."""

from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from articles.admin.display import text_html
from articles.admin.forms.fields import is_number
from articles.admin.site import may_see, register_story_list_part
from articles.admin.story.filters import FILTERS
from newsroom.story_lists.models import SavedView

MOST_VIEWS = 30  # of a person, and shared ones in the list
LONGEST_VALUE = 200
KNOWN = [*(one.parameter_name for one in FILTERS), SEARCH_VAR]
TAKEN = gettext_lazy("There is a view with this name already. Choose another name.")


def known_filters(query: QueryDict) -> dict[str, str]:
    """Return the filters of the list of stories in an address; other parameters are dropped."""
    return {name: query[name][:LONGEST_VALUE] for name in KNOWN if query.get(name)}


def view_address(filters: dict[str, str]) -> str:
    """Return the address of the list of stories with some filters."""
    query = {name: value for name, value in filters.items() if name in KNOWN}
    return f"{reverse('admin:articles_article_changelist')}?{urlencode(query)}".rstrip("?")


def may_share(user) -> bool:
    return user.has_perm("story_lists.share_savedview")


def deletable_by(user) -> Q:
    """Return the condition of the views that a person may delete; whoever may share, all shared ones."""
    own = Q(owner=user)
    return own | Q(is_shared=True) if may_share(user) else own


@dataclass(frozen=True)
class ViewLink:
    """A saved view as a link above the list."""

    view: SavedView
    is_current: bool

    @property
    def address(self):
        return view_address(self.view.filters)

    @property
    def name(self):
        return text_html(self.view.name)


class SavedViewForm(forms.ModelForm):
    """Form of a new view, of the filters that are posted with it."""

    class Meta:
        model = SavedView
        fields = ["name", "is_shared"]

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.instance.owner = user
        self.instance.filters = known_filters(self.data) if self.is_bound else {}
        if not may_share(user):
            del self.fields["is_shared"]

    def clean(self):
        cleaned = super().clean()
        taken = Q(owner=self.instance.owner)
        if cleaned.get("is_shared"):
            taken |= Q(is_shared=True)
        if "name" in cleaned and SavedView.objects.filter(taken, name=cleaned["name"]).exists():
            self.add_error("name", TAKEN)
        if not self.instance.filters:
            self.add_error(None, _("Choose filters in the list first."))
        if SavedView.objects.filter(owner=self.instance.owner).count() >= MOST_VIEWS:
            self.add_error(None, _("You have %(count)d views. Delete one first.") % {"count": MOST_VIEWS})
        return cleaned

    def save_once(self) -> bool:
        """Save the view; False, with an error, where the same name was saved in the same moment."""
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError:
            self.add_error("name", TAKEN)
            return False
        return True


@register_story_list_part("admin/story_lists/_views.html")
def view_links(request: HttpRequest) -> dict | None:
    """Return the links to the views of a person, and the form that saves the present filters. One query."""
    filters = known_filters(request.GET)
    views = list(SavedView.objects.visible_to(request.user)[: 2 * MOST_VIEWS])
    if not (views or filters):
        return None
    links = [ViewLink(view, view.filters == filters) for view in views]
    is_new = bool(filters) and not any(link.is_current for link in links)
    return {
        "links": links,
        "everything": view_address({}),
        "is_everything": not filters,
        "form": SavedViewForm(request.user, auto_id="view_%s") if is_new else None,
        "filters": list(filters.items()),
        "has_own": any(view.owner_id == request.user.pk for view in views) or may_share(request.user),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def views_page(request: HttpRequest) -> HttpResponse:
    """Show the views that a person may delete; save a new one, or delete one."""
    if not may_see(request.user, "article"):
        raise PermissionDenied
    if request.method == "POST" and "_delete" in request.POST:
        _delete(request, request.POST["_delete"])
        return HttpResponseRedirect(reverse("admin:story_views"))
    form = None
    if request.method == "POST":
        form = SavedViewForm(request.user, request.POST)
        if form.is_valid() and form.save_once():
            messages.success(request, _("The view is saved."))
            return HttpResponseRedirect(view_address(form.instance.filters))
    views = SavedView.objects.filter(deletable_by(request.user)).order_by("-is_shared", "name", "pk")
    context = admin.site.each_context(request) | {
        "title": _("Saved views"),
        "back": view_address(form.instance.filters if form else {}),
        "links": [ViewLink(view, False) for view in views],
        "form": form,
        "filters": list(form.instance.filters.items()) if form else [],
    }
    return TemplateResponse(request, "admin/story_lists/views.html", context, status=422 if form else 200)


def _delete(request, number):
    views = SavedView.objects.filter(deletable_by(request.user))
    if is_number(number) and views.filter(pk=number).delete()[0]:
        messages.success(request, _("The view is deleted."))
    else:
        messages.warning(request, _("The view was deleted before."))

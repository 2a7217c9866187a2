"""The page that sets up a newsroom: names, sections and the first author, at one press of a button."""

from functools import cached_property

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.first_run import may_begin_story, may_set_up, new_story_address
from articles.admin.forms.addresses import AddressForm, suggest_free_address
from articles.admin.forms.guarded import GuardedForm
from articles.admin.site import register_urls
from articles.events import log
from articles.models import Author, Language, Publication, Section
from articles.models.taxonomy import Colour
from articles.text.script import language_of

# English name, Korean name and color; the address is made of the English name.
STARTER_SECTIONS = [
    ("News", "뉴스", Colour.BRICK),
    ("Politics", "정치", Colour.HARBOR),
    ("Economy", "경제", Colour.MOSS),
    ("Culture", "문화", Colour.PLUM),
    ("Opinion", "오피니언", Colour.OCHRE),
]
STORY = "_story"  # name of the button that goes on to the first story


class NameInputsMixin:
    """A form whose names carry their language and the label of their row, for inputs in columns.

    is_left_out  whether its row is not wanted: whatever was posted for it is neither checked nor saved
    """

    is_left_out = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("name_en", "name_ko"):
            self.fields[name].widget.attrs |= {"lang": name[-2:], "spellcheck": "true"}
        for field in self.fields.values():
            field.help_text = ""
            if label := self.row_label:
                field.widget.attrs |= {
                    "aria-label": format_lazy("{}: {}", label, field.label),
                    "placeholder": field.label,  # for phones, where the columns have no heads
                }
        if "slug" in self.fields and not self.is_bound:
            self.fields["slug"].widget.attrs["data-address-follows"] = ""  # the suggestion is nobody's own

    def full_clean(self):
        if self.is_bound and self.is_left_out:
            self._errors, self.cleaned_data = forms.utils.ErrorDict(), {}
        else:
            super().full_clean()

    @property
    def row_label(self) -> str | Promise:
        """The label of the row that the inputs share, or "" where each has a label of its own."""
        return ""


class PublicationNamesForm(NameInputsMixin, GuardedForm):
    class Meta:
        model = Publication
        fields = ["name_en", "name_ko"]


class StarterSectionForm(NameInputsMixin, AddressForm):
    """One starter section, which is left out unless it is chosen."""

    is_chosen = forms.BooleanField(required=False, label=_("Add"))

    class Meta:
        model = Section
        fields = ["name_en", "name_ko", "slug"]

    def __init__(self, *args, colour, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.colour = colour

    @property
    def row_label(self):
        return self.initial["name_en"] if translation.get_language() == "en" else self.initial["name_ko"]

    @property
    def is_left_out(self):
        return not self["is_chosen"].data


class OwnAuthorForm(NameInputsMixin, AddressForm):
    """The author whose account sets the newsroom up; none if both names are left empty."""

    class Meta:
        model = Author
        fields = ["name_en", "name_ko", "slug"]

    @property
    def is_left_out(self):
        return not any((self[name].data or "").strip() for name in ("name_en", "name_ko"))


class SetupForms:
    """All forms of the page. Each is offered only for what the newsroom has not got."""

    def __init__(self, user: AbstractUser, data=None):
        self.user, self.data = user, data

    @cached_property
    def publication(self):
        """The form of the publication's names, or None."""
        if Publication.objects.exists():
            return None
        return PublicationNamesForm(self.data, prefix="publication")

    @cached_property
    def sections(self):
        """The forms of the starter sections that are missing; chosen already in a newsroom without any."""
        rows = list(Section.objects.all())
        known = {text.casefold() for row in rows for text in (row.name_en, row.name_ko, row.slug)}
        return [
            StarterSectionForm(
                self.data,
                prefix=f"section-{number}",
                colour=colour,
                initial={
                    "name_en": english,
                    "name_ko": korean,
                    "slug": suggest_free_address(Section, [english]),
                    "is_chosen": not rows,
                },
            )
            for number, (english, korean, colour) in enumerate(STARTER_SECTIONS)
            if known.isdisjoint({english.casefold(), korean})
        ]

    @cached_property
    def author(self):
        """The form of the account's author, or None."""
        if Author.objects.filter(user=self.user).exists():
            return None
        names = account_names(self.user)
        initial = names | {"slug": suggest_free_address(Author, list(names.values()))}
        return OwnAuthorForm(self.data, prefix="author", initial=initial, instance=Author(user=self.user))

    @property
    def forms(self):
        return [*filter(None, [self.publication]), *self.sections, *filter(None, [self.author])]

    @property
    def media(self):
        return sum((form.media for form in self.forms), forms.Media())

    def is_valid(self) -> bool:
        """Return whether every form is, and no two sections share a name or an address."""
        errors = [form.errors for form in self.forms]  # of all forms, not only up to the first with an error
        is_valid = not any(errors)
        seen = {}
        for form in self.sections:
            for name in ("name_en", "name_ko", "slug"):
                value = form.cleaned_data.get(name)
                if value and seen.setdefault((name, value), form) is not form:
                    form.add_error(name, _("Two sections would have this in common. Change one."))
                    is_valid = False
        return is_valid

    @log.unit_of_work()
    def save(self) -> list:
        """Create what was filled in and chosen, all or nothing. Return the new rows."""
        position = Section.objects.count()
        saved = []
        for form in self.forms:
            if form.is_left_out:
                continue
            if isinstance(form, StarterSectionForm):
                position += 1
                form.instance.position = position
            saved.append(form.save())
        return saved


def account_names(user: AbstractUser) -> dict[str, str]:
    """Return {"name_en": …, "name_ko": …} of an account, "" for a name that it does not say."""
    names = {}
    for language in Language:
        with translation.override(language):
            name = user.get_full_name()
        names[f"name_{language}"] = name if name and language_of(name) == language else ""
    return names


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
                    refusal = gettext(
                        "Not saved yet: someone else has just set up a part of this. Check the rest."
                    )
        context = site.each_context(request) | {
            "title": gettext("Set up your newsroom"),
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
        messages.success(request, gettext("Your newsroom is set up."))
    is_writing = STORY in request.POST and may_begin_story(request.user)
    return HttpResponseRedirect(new_story_address(request.user) if is_writing else reverse("admin:index"))

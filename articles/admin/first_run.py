"""First run: a guide from an empty newsroom to the first story in both languages, and its setup page.

The setup page creates names, sections and the first author with one button.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
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

from articles.admin.forms.guarded import GuardedForm
from articles.admin.library.rows import AddressForm, suggest_free_address
from articles.admin.site import register_urls
from articles.admin.story_rows import story_address
from articles.annotations import User
from articles.events import log
from articles.models import Article, Author, Edition, Language, Publication, Section, localized, other
from articles.models.taxonomy import Colour
from articles.text.script import language_of
from articles.translations import translation_address
from articles.workflow.permissions import Verb, may, may_somewhere

MOST_STORIES = 50  # a newsroom with more stories needs no guide


@dataclass
class GuideStep:
    """Step of the guide. Optional steps are never next; a step without an address is not available yet."""

    label: str
    purpose: str
    address: str
    is_done: bool
    is_optional: bool = False
    is_next: bool = False


@dataclass
class Guide:
    """The steps that the user may take, in order, and whether a story exists.

    next  the first required step that is not done, or None
    """

    steps: list[GuideStep]
    has_story: bool = False

    def __post_init__(self):
        self.next = next((step for step in self.steps if not (step.is_done or step.is_optional)), None)
        if self.next:
            self.next.is_next = True

    @property
    def done(self):
        return sum(step.is_done for step in self.steps)


def first_run_guide(user: User, stories: int, at: datetime) -> Guide | None:
    """Return the guide, or None if the newsroom does not need it or the user has no steps left.

    It is not needed once a story was published in both languages, or with more than MOST_STORIES stories.

    stories  the number of stories, or of texts of stories
    """
    if stories > MOST_STORIES or (stories and Edition.objects.once_in_both(at).exists()):
        return None
    steps = [*setup_steps(user), *story_steps(user)]
    return Guide(steps, has_story=stories > 0) if any(not step.is_done for step in steps) else None


def setup_steps(user):
    """Yield the setup steps that the user may take."""
    if may_set_up(user):
        yield GuideStep(
            _("Set up your newsroom"),
            _("Its name in both languages, the first sections and your author profile, all on one page."),
            reverse("admin:first_run"),
            Publication.objects.exists() and Section.objects.exists() and is_author(user),
        )
    if user.has_perm("articles.change_publication"):
        yield GuideStep(
            _("Fill in the imprint"),
            _("The publisher, the editor and the address. Korean press law requires it."),
            reverse("admin:articles_publication_changelist"),
            Publication.objects.current().has_imprint,
            is_optional=True,
        )
    if user.has_perm("accounts.add_user"):
        yield GuideStep(
            _("Invite your colleagues"),
            _("A user’s group defines what they can do: report, translate, edit or publish."),
            reverse("admin:accounts_user_add"),
            get_user_model().objects.filter(is_active=True).count() > 1,
            is_optional=True,
        )


def story_steps(user):
    """Yield the steps from the first story to its publication that the user may take."""
    article = Article.objects.order_by("pk").first()
    if may_begin_story(user):
        yield GuideStep(
            _("Write the first story"),
            _("In either language, or in both next to each other."),
            new_story_address(user),
            article is not None,
        )
    bilingual = Article.objects.exclude(title_en="").exclude(title_ko="").order_by("pk").first()
    if all(may(user, Verb.WRITE, language) for language in Language):
        address = translation_address(article.pk, other(article.source_language)) if article else ""
        purpose = _("Segment by segment, next to its source. Not needed if you wrote both.")
        yield GuideStep(_("Translate it"), purpose, address, bilingual is not None)
    if may_somewhere(user, Verb.PUBLISH):
        shown = bilingual or article
        purpose = _("Submit and approve each text, then publish both together.")
        address = story_address(shown.pk) if shown else ""
        yield GuideStep(_("Publish both languages"), purpose, address, is_done=False)


def may_set_up(user: User) -> bool:
    """Return whether a user may name the publication and add sections and authors."""
    return all(user.has_perm(f"articles.add_{model}") for model in ("publication", "section", "author"))


def may_begin_story(user: User) -> bool:
    return user.has_perm("articles.add_article") and may_somewhere(user, Verb.WRITE)


def is_author(user: User) -> bool:
    return Author.objects.filter(user=user).exists()


def new_story_address(user: User) -> str:
    """Return the address of a new story's form, in the first section and with all writable languages open."""
    section = Section.objects.first()
    chosen = {"section": section.pk} if section else {}
    empty = {localized("title", language): "" for language in Language if may(user, Verb.WRITE, language)}
    address = reverse("admin:articles_article_add")
    return f"{address}?{urlencode(chosen | (empty if len(empty) > 1 else {}))}"


# English name, Korean name and color. The address is made from the English name.
STARTER_SECTIONS = [
    ("News", "뉴스", Colour.BRICK),
    ("Politics", "정치", Colour.HARBOR),
    ("Economy", "경제", Colour.MOSS),
    ("Culture", "문화", Colour.PLUM),
    ("Opinion", "오피니언", Colour.OCHRE),
]
STORY = "_story"  # name of the button that continues to the first story


class NameInputsMixin:
    """Mixin for forms that are rows of a table: adds lang to the inputs of names, and labels to all inputs.

    is_left_out  whether the row is skipped: its posted values are neither validated nor saved
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
                    "placeholder": field.label,  # for phones, where the columns have no headings
                }
        if "slug" in self.fields and not self.is_bound:
            self.fields["slug"].widget.attrs["data-address-follows"] = ""  # the suggestion follows the name

    def full_clean(self):
        if self.is_bound and self.is_left_out:
            self._errors, self.cleaned_data = forms.utils.ErrorDict(), {}
        else:
            super().full_clean()

    @property
    def row_label(self) -> str | Promise:
        """Return the label of the row that the inputs share, or "" if each has its own label."""
        return ""


class PublicationNamesForm(NameInputsMixin, GuardedForm):
    class Meta:
        model = Publication
        fields = ["name_en", "name_ko"]


class StarterSectionForm(NameInputsMixin, AddressForm):
    """Form of one starter section, which is skipped unless it is chosen."""

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
    """Form of the author of the current account, which is skipped if both names are empty."""

    class Meta:
        model = Author
        fields = ["name_en", "name_ko", "slug"]

    @property
    def is_left_out(self):
        return not any((self[name].data or "").strip() for name in ("name_en", "name_ko"))


class SetupForms:
    """All forms of the setup page. A form is offered only if its object does not exist yet."""

    def __init__(self, user: User, data=None):
        self.user, self.data = user, data

    @cached_property
    def publication(self):
        """Return the form of the publication's names, or None if there is a publication."""
        if Publication.objects.exists():
            return None
        return PublicationNamesForm(self.data, prefix="publication")

    @cached_property
    def sections(self):
        """Return the forms of missing starter sections, preselected if the newsroom has no sections."""
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
        """Return the form of the account's author, or None if the account has one."""
        if is_author(self.user):
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
        """Return whether all forms are valid, and no two sections share a name or an address."""
        errors = [form.errors for form in self.forms]  # a list, because every form must be validated
        is_valid = not any(errors)
        seen = {}
        for form in self.sections:
            for name in ("name_en", "name_ko", "slug"):
                value = form.cleaned_data.get(name)
                if value and seen.setdefault((name, value), form) is not form:
                    form.add_error(name, _("Two sections have the same name or address. Change one."))
                    is_valid = False
        return is_valid

    @log.unit_of_work()
    def save(self) -> list:
        """Create the entered and chosen objects, all or nothing. Return the new rows.

        Raise IntegrityError if another user has just created one of them.
        """
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


def account_names(user: User) -> dict[str, str]:
    """Return {"name_en": …, "name_ko": …} of an account, with "" for a missing name."""
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
    """Return the setup view. A refused POST shows the page as it was filled in."""

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
    """Redirect to the form of the first story if its button was pressed, else to the guide."""
    if saved:
        messages.success(request, gettext("Your newsroom is set up."))
    is_writing = STORY in request.POST and may_begin_story(request.user)
    return HttpResponseRedirect(new_story_address(request.user) if is_writing else reverse("admin:index"))

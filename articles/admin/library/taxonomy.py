"""Admin of sections, topics, authors and the glossary, with names in both languages."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.admin.base import BilingualAdmin, BilingualNamesMixin, ChoiceFilter, language_pairs
from articles.admin.display import chip, field_html, lang_span, thumb_html
from articles.admin.forms.fields import ObjectSelect
from articles.admin.library.rows import AddressForm, AddressMixin, RowOrderMixin
from articles.models import (
    Article,
    ArticleTopic,
    Author,
    Language,
    Section,
    Term,
    Topic,
    Validity,
    localized,
    other,
)
from articles.models.term import WRITTEN
from articles.publishing import PublicationRefused
from articles.publishing.topic_merge import merge_topics


@admin.register(Section)
class SectionAdmin(RowOrderMixin, AddressMixin, BilingualNamesMixin, BilingualAdmin):  # type: ignore[misc]  # the mixin comes before the admin class
    fields = [
        *language_pairs("name"),
        "slug",
        *language_pairs("description"),
        "colour",
        "wanted_in_translation",
    ]
    list_display = ("english_name", "korean_name", "tint", "slug", "wanted_in_translation")
    list_display_links = ("english_name", "korean_name")
    search_fields = ("name_en", "name_ko", "slug")

    def instead(self, request, section):
        if not self.may("change", Article, request):
            return ""
        if section.editions.exists():
            return _(
                "Published editions keep this section. Choose another in these stories to stop using it "
                "in new ones."
            )
        return _("Choose another section in these stories before deleting this one.")

    @admin.display(description=Section._meta.get_field("colour").verbose_name, ordering="colour")
    def tint(self, section):
        return format_html(
            '<span class="swatch colour-{}"></span>{}', section.colour, section.get_colour_display()
        )


class MergeTopicForm(forms.Form):
    into = forms.ModelChoiceField(
        Topic.objects.filter(merged_into=None),
        label=_("Merge into"),
        widget=ObjectSelect(ArticleTopic._meta.get_field("tag"), admin.site),
    )


class TopicForm(AddressForm):
    """Form of a topic. It needs a unique name in at least one language."""

    def clean(self):
        cleaned = super().clean()
        names = {f"name_{language}": cleaned.get(f"name_{language}", "") for language in Language}
        if not any(names.values()) and not any(self.has_error(name) for name in names):
            self.add_error("name_en", _("Enter a name in at least one language."))
        others = Topic.objects.exclude(pk=self.instance.pk)
        for column, name in names.items():
            if name and others.filter(**{column: name}).exists():
                self.add_error(column, _("A topic with this name already exists."))
        return cleaned


@admin.register(Topic)
class TopicAdmin(AddressMixin, BilingualNamesMixin, BilingualAdmin):
    form = TopicForm
    fields = [*language_pairs("name"), "slug", *language_pairs("description", "explanation"), "merged_into"]
    readonly_fields = ("merged_into",)
    list_display = ("english_name", "korean_name", "slug", "merged_into")
    list_display_links = ("english_name", "korean_name", "slug")
    list_select_related = ("merged_into",)
    search_fields = ("name_en", "name_ko", "slug")

    def get_urls(self):
        view = self.admin_site.admin_view(self.merge_view)
        return [path("<int:object_id>/merge/", view, name="articles_topic_merge"), *super().get_urls()]

    def get_fields(self, request, obj=None):
        """Return the fields, with the merge target only for a merged topic."""
        return self.fields if obj and obj.merged_into else self.fields[:-1]

    def get_search_results(self, request, queryset, search_term):
        """Find merged topics in the list, but not in autocompletes."""
        topics, has_duplicates = super().get_search_results(request, queryset, search_term)
        is_choosing = request.path == reverse("admin:autocomplete")
        return topics.filter(merged_into=None) if is_choosing else topics, has_duplicates

    def instead(self, request, topic):
        if topic.merged_into_id or not self.has_change_permission(request, topic):
            return ""
        return format_html(
            '{} <a href="{}">{}</a>',
            _("Merge it into another topic instead. Its stories move there, and its page redirects there."),
            reverse("admin:articles_topic_merge", args=[topic.pk]),
            _("Merge into…"),
        )

    def merge_view(self, request, object_id):
        """Show the form for merging a topic into another. A POST merges them.

        The stories move to the other topic, and the page of the merged topic redirects there.
        """
        topic = self.get_object(request, str(object_id))
        if topic is None:
            raise Http404
        if not self.has_change_permission(request, topic):
            raise PermissionDenied
        form, status = MergeTopicForm(request.POST or None), 200
        if request.method == "POST":
            status = 422
            if form.is_valid():
                try:
                    count = merge_topics(topic, form.cleaned_data["into"], by=request.user)
                except PublicationRefused as refusal:
                    form.add_error("into", refusal.reasons)
                    status = 409
                else:
                    return self._merged(request, topic, form.cleaned_data["into"], count)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge “%(topic)s”") % {"topic": topic},
            "opts": self.opts,
            "original": topic,
            "form": form,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/articles/topic/merge.html", context, status=status)

    def _merged(self, request, topic, into, count):
        message = ngettext(
            "Merged “%(topic)s” into “%(into)s”, which now has %(count)d story.",
            "Merged “%(topic)s” into “%(into)s”, which now has %(count)d stories.",
            count,
        )
        messages.success(request, message % {"topic": topic, "into": into, "count": count})
        return HttpResponseRedirect(reverse("admin:articles_topic_change", args=[into.pk]))


CHIPS = {Validity.IN_FORCE: "live", Validity.ENDED: "withdrawn", Validity.TO_COME: "scheduled"}


class ValidityFilter(ChoiceFilter):
    title = _("validity")
    parameter_name = "validity"
    options = Validity.choices

    def narrow(self, queryset, value, request):
        return queryset.standing(value)


@admin.register(Term)
class TermAdmin(BilingualNamesMixin, BilingualAdmin):
    fields = [
        ("kind", "is_required"),
        *language_pairs(*WRITTEN, "explanation"),
        ("valid_from", "valid_until"),
        ("successor", "topic"),
        ("source", "note"),
    ]
    list_display = ("english_name", "korean_name", "wrong_forms", "kind", "validity", "successor_name")
    list_display_links = ("english_name", "korean_name")
    list_filter = ("kind", ValidityFilter, "is_required")
    list_select_related = ("successor",)
    search_fields = tuple(localized(field, language) for field in WRITTEN for language in Language)
    autocomplete_fields = ("successor", "topic")

    def get_ordering(self, request):
        """Sort the list by the names in its first column."""
        mine = Language(get_language())
        return [localized("name", mine), localized("name", other(mine)), "pk"]

    def changelist_view(self, request, extra_context=None):
        may_exchange = self.has_add_permission(request) and self.has_change_permission(request)
        extra_context = {"may_exchange": may_exchange} | (extra_context or {})
        return super().changelist_view(request, extra_context)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), forms.Textarea):
            field.widget.attrs["rows"] = 2
        return field

    def instead(self, request, term):
        if not self.has_change_permission(request, term):
            return ""
        return _("Choose another replacement for these terms before deleting this one.")

    def name_html(self, term, language):
        """Return a term's name, followed by its other accepted forms in small type."""
        name, others = super().name_html(term, language), term.forms(language)[1:]
        if not (name and others):
            return name or lang_span(language, ", ".join(term.forms(language)))
        return format_html('{} <span class="quiet" lang="{}">{}</span>', name, language, ", ".join(others))

    @admin.display(description=Term._meta.get_field("forbidden").verbose_name)
    def wrong_forms(self, term):
        wrong = [(language, form) for language in Language for form in term.wrong_forms(language)]
        return format_html_join(", ", '<span lang="{}">{}</span>', wrong)

    @admin.display(description=_("validity"), ordering="valid_until")
    def validity(self, term):
        standing = term.validity_on(timezone.localdate())
        return chip(CHIPS[standing], standing.label)

    @admin.display(description=Term._meta.get_field("successor").verbose_name)
    def successor_name(self, term):
        return term.successor or ""


class AuthorForm(AddressForm):
    """Form of an author. Refuses a new photo that may not be printed in both languages.

    The photo appears on pages in both.
    """

    def clean_photo(self):
        photo = self.cleaned_data.get("photo")
        is_new = photo is not None and photo.pk != self.instance.photo_id
        if is_new and not photo.may_be_printed(clock.now(), Language.values):
            raise ValidationError(
                _("The rights or the contract of this image do not permit it in both languages now.")
            )
        return photo


@admin.register(Author)
class AuthorAdmin(AddressMixin, BilingualNamesMixin, BilingualAdmin):
    form = AuthorForm
    fields = [
        *language_pairs("name"),
        "slug",
        *language_pairs("position", "bio"),
        *("contact", "photo", "user", "is_active"),
    ]
    list_display = ("portrait", "english_name", "korean_name", "post", "account", "at_work")
    list_display_links = ("english_name", "korean_name")
    list_select_related = ("photo", "user")
    list_filter = ("is_active",)
    account_names = ("user__username", "user__first_name", "user__last_name", "user__name_ko")
    search_fields = ("name_en", "name_ko", "slug", *account_names)
    autocomplete_fields = ("photo", "user")
    readonly_fields = ("account",)

    def get_fields(self, request, author=None):
        """Return the fields. The account is a choice only for users who may view accounts."""
        if self.may_open(Author._meta.get_field("user"), request):
            return self.fields
        account = ["account"] if author else []
        index = self.fields.index("user")
        return [*self.fields[:index], *account, *self.fields[index + 1 :]]

    def instead(self, request, author):
        if not author.filings.exists():
            words = _("Remove the author from these stories before deleting it.")
            return words if self.may("change", Article, request) else ""
        words = _(
            "If this person has left, clear “%(field)s” in the form instead. Their page and bylines stay."
        )
        is_possible = author.is_active and self.has_change_permission(request, author)
        field = capfirst(str(Author._meta.get_field("is_active").verbose_name))
        return words % {"field": field} if is_possible else ""

    @admin.display(description=_("photo"))
    def portrait(self, author):
        return thumb_html(author.photo, 48, 48)

    @admin.display(description=pgettext_lazy("of a person", "position"))
    def post(self, author):
        return field_html(author, "position")

    @admin.display(description=_("account"), ordering="user__username")
    def account(self, author):
        return author.user.get_username() if author.user else ""

    @admin.display(description=_("state"), ordering="is_active")
    def at_work(self, author):
        return _("Current") if author.is_active else _("Former")

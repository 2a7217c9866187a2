"""The publication and its authors."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles import clock
from articles.admin.base import BilingualAdmin, BilingualNamesMixin, language_pairs
from articles.admin.display import field_html, thumb_html
from articles.admin.library.rows import AddressForm, AddressMixin
from articles.models import Article, Author, Language, Publication


@admin.register(Publication)
class PublicationAdmin(BilingualAdmin):
    """The single publication: its list redirects to its form."""

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
                    "Shown at the foot of every page. Korean law asks newspapers for it (Article 21 of the "
                    "Act on the Promotion of Newspapers). Fields that you leave empty are not shown."
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
        """Return the permissions for the menu, which leads to the form by the list alone, without a query."""
        return {"view": self.has_view_permission(request), "change": self.has_change_permission(request)}

    def changelist_view(self, request, extra_context=None):
        publication = Publication.objects.first()
        if publication and self.has_view_or_change_permission(request):
            return HttpResponseRedirect(reverse("admin:articles_publication_change", args=[publication.pk]))
        if not publication and self.has_add_permission(request):
            return HttpResponseRedirect(reverse("admin:articles_publication_add"))
        return super().changelist_view(request, extra_context)


class AuthorForm(AddressForm):
    """A form of an author, whose photo stands on pages in both languages."""

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
        """Return the account as a choice only for those who may see accounts."""
        if self.may_open(Author._meta.get_field("user"), request):
            return self.fields
        account = ["account"] if author else []
        place = self.fields.index("user")
        return [*self.fields[:place], *account, *self.fields[place + 1 :]]

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

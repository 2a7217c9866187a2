"""Form of breaking news: texts in the languages that the user may publish, and their placements."""

from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.editor_widget import BodyEditor
from articles.admin.forms.guarded import GuardedNumberField
from articles.admin.forms.posted_form import DraftForm
from articles.admin.story.actions.action_form import reason_field, textarea_field
from articles.admin.story.form import HeadlineInput, length_attributes
from articles.annotations import User
from articles.body.field import validate_body
from articles.models import Article, Author, Language, Publication, Section, localized
from articles.models.text import line, prose
from articles.translations.machine_drafts import UnfiledDraft
from newsroom.breaking_news.machine_drafts import (
    FILL,
    REVIEWED,
    draft_offers,
    is_filled,
    kept_drafts,
    signed_drafts,
)
from newsroom.breaking_news.publication import (
    BreakingNews,
    BreakingText,
    has_text,
    more_follows_html,
    needs_reason,
)
from newsroom.frontpage.models import Placement

# Control inputs. The underscore keeps them off the page that recovers typed text after a failed save.
KEY, FIRST, CONFIRMED = "_key", "_first", "_confirmed"
DRAFTS = "drafts"  # the hidden field of the machine drafts; it is autosaved with the fields that they fill
LONGEST_HEADLINE = Article._meta.get_field("title_en").max_length  # type: ignore[union-attr]  # a column, not a relation
LONGEST_BANNER = Placement._meta.get_field("words").max_length
HOURS = [
    ("1", gettext_lazy("1 hour")),
    ("3", gettext_lazy("3 hours")),
    ("", gettext_lazy("Until someone takes it down")),
]
LEADS = {
    Language.EN: gettext_lazy("Lead the English front page"),
    Language.KO: gettext_lazy("Lead the Korean front page"),
}
SHOWS_BANNER = {
    Language.EN: gettext_lazy("Show as banner on English pages"),
    Language.KO: gettext_lazy("Show as banner on Korean pages"),
}


def checked_field(label: str) -> forms.BooleanField:
    return forms.BooleanField(label=label, label_suffix="", required=False, initial=True)


class BreakingForm(DraftForm):
    """Form of breaking news in the given languages, the preferred source first.

    seen    id of the latest BreakingStory when the form is opened, 0 if none
    offers  {language: EngineOffer} of the languages that a machine may fill
    """

    seen = GuardedNumberField()
    section = forms.ModelChoiceField(Section.objects.all(), label=gettext_lazy("Section"))
    author = forms.ModelChoiceField(
        Author.objects.filter(is_active=True),
        label=gettext_lazy("Byline"),
        required=False,
        empty_label=gettext_lazy("No byline"),
    )
    banner_for = forms.ChoiceField(
        label=gettext_lazy("Show the banner for"), choices=HOURS, required=False, widget=forms.RadioSelect
    )

    def __init__(self, data=None, *, languages: list[Language], user: User, seen: int):
        author = Author.objects.filter(user=user, is_active=True).first()
        super().__init__(data, initial={"seen": seen, "banner_for": "1", "author": author})
        self.languages, self.user, self.offers = languages, user, draft_offers(user, languages)
        self.fields[DRAFTS] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.fields[KEY] = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
        self.fields[FIRST] = forms.CharField(initial=languages[0], required=False, widget=forms.HiddenInput)
        for language in languages:
            self._add_language(language)
        if needs_reason(user):
            help_text = _(
                "You publish your own text without review. The log and the morning report record this."
            )
            self.fields["reason"] = reason_field(help_text=help_text)
        self.set_autofocus(not self.is_bound)
        for field in [*self.visible_fields(), self[DRAFTS]]:  # for autosave and recovery
            field.field.show_hidden_initial = True

    def _add_language(self, language):
        attrs = {name: length_attributes(name, language) for name in ("title", "summary")}
        options = {"lang": language.value}
        fields = {
            "headline": forms.CharField(
                label=_("Headline"),
                required=False,
                max_length=LONGEST_HEADLINE,
                widget=HeadlineInput(options | attrs["title"]),
            ),
            "summary": textarea_field(_("Summary"), lang=language, required=False),
            "body": forms.CharField(
                label=_("Text"),
                required=False,
                widget=BodyEditor({"rows": 8}, language=language.value),
                validators=[validate_body],
            ),
            "leads": checked_field(LEADS[language]),
            "shows_banner": checked_field(SHOWS_BANNER[language]),
            "banner": forms.CharField(
                label=_("Banner text"),
                required=False,
                help_text=_("Leave empty to use the headline."),
                widget=forms.TextInput(options | {"maxlength": LONGEST_BANNER}),
            ),
        }
        fields["summary"].widget.attrs |= attrs["summary"]
        self.fields |= {localized(name, language): field for name, field in fields.items()}

    def clean(self):
        cleaned = super().clean()
        for language in self.languages:
            self._clean_texts(language)
        is_any_written = any(self._is_begun(language) for language in self.languages)
        for language in self.languages:
            if self._is_begun(language) or (not is_any_written and language == self.languages[0]):
                self._require(language)
        return cleaned

    def _clean_texts(self, language):
        for name, normal in (("headline", line), ("summary", prose), ("banner", line)):
            key = localized(name, language)
            self.cleaned_data[key] = normal(self.cleaned_data.get(key) or "")
        words = self.cleaned_data[localized("banner", language)] or self._text("headline", language)
        if self.cleaned_data.get(localized("shows_banner", language)) and len(words) > LONGEST_BANNER:
            reason = _("The banner text is too long. Use up to %(most)d characters.")
            self.add_error(localized("banner", language), reason % {"most": LONGEST_BANNER})

    def _is_begun(self, language):
        """Return whether anything was typed in a language, including invalid input."""
        names = [localized(name, language) for name in ("headline", "summary", "body")]
        is_typed = any(self.cleaned_data.get(name) for name in names[:2])
        return (
            is_typed or has_text(self._text("body", language)) or any(name in self.errors for name in names)
        )

    def _require(self, language):
        for name in ("headline", "summary"):
            key = localized(name, language)
            if key not in self.errors and not self.cleaned_data[key]:
                self.add_error(key, ValidationError(self.fields[key].error_messages["required"]))

    def _text(self, name, language):
        return self.cleaned_data.get(localized(name, language)) or ""

    @property
    def confirmed(self):
        """Fingerprints of the confirmed warnings."""
        return " ".join(self.data.getlist(CONFIRMED)).split() if self.is_bound else []

    def clean_banner_for(self):
        hours = self.cleaned_data["banner_for"]
        return timedelta(hours=int(hours)) if hours else None

    @property
    def news(self) -> BreakingNews:
        """The BreakingNews of a valid form."""
        texts = {
            language.value: BreakingText(
                headline=self._text("headline", language),
                summary=self._text("summary", language),
                body=self._text("body", language),
                leads=self.cleaned_data[localized("leads", language)],
                banner=self._banner(language),
            )
            for language in self.languages
            if self._is_begun(language)
        }
        filing = {name: self.cleaned_data[name] for name in ("section", "author", "banner_for")}
        drafts = {
            language: [draft for draft in self.drafts if draft.language == language] for language in texts
        }
        return BreakingNews(
            texts,
            **filing,
            drafts={
                language: language_drafts for language, language_drafts in drafts.items() if language_drafts
            },
        )

    def _banner(self, language):
        if not self.cleaned_data[localized("shows_banner", language)]:
            return ""
        return self._text("banner", language) or self._text("headline", language)

    @cached_property
    def drafts(self) -> list[UnfiledDraft]:
        """The machine drafts of non-empty fields. `is_reviewed` is whether a draft's checkbox is checked."""
        if not self.is_bound:
            return []
        reviewed = set(self.data.getlist(REVIEWED))  # type: ignore[attr-defined]  # a QueryDict
        return [
            replace(draft, is_reviewed=str(draft.id) in reviewed)
            for draft in kept_drafts(self.data.get(DRAFTS, ""), self.user)
            if draft.language in self.languages  # the user may have lost the permission since
            and is_filled(draft.field, self.typed_text(draft.field, draft.language))
        ]

    @property
    def language_to_review(self):
        """The first language with an unreviewed machine draft, or ""."""
        return next((draft.language for draft in self.drafts if not draft.is_reviewed), "")

    def typed_text(self, name: str, language: str) -> str:
        """Return the text of a field exactly as typed."""
        return self[localized(name, language)].value() or ""

    def fill(self, texts: dict[str, str], drafts: list[UnfiledDraft]) -> None:
        """Fill fields of a bound form with machine drafts, and keep the drafts in the form."""
        kept = [*self.drafts, *drafts]
        self.data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        for name, text in texts.items():
            self.data[name] = text  # type: ignore[index]  # a QueryDict
        self.data[DRAFTS], self.drafts = signed_drafts(kept, self.user), kept  # type: ignore[index]  # a QueryDict

    def renew(self, *, key: bool = False, seen: int | None = None) -> None:
        """Prepare the form for another submission.

        key   whether to renew the key, so that the submission creates another story
        seen  id of the latest BreakingStory that the user now sees
        """
        self.data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        if key:
            self.data[KEY] = str(uuid4())  # type: ignore[index]  # a QueryDict
        if seen is not None:
            self.data["seen"] = str(seen)  # type: ignore[index]  # a QueryDict

    def set_autofocus(self, is_wanted: bool) -> None:
        """Set whether the browser puts the cursor into the first headline."""
        first = self[localized("headline", self.languages[0])]
        first.field.widget.attrs["autofocus"] = is_wanted

    def set_publication(self, publication: Publication) -> None:
        """Pass the publication to the body editors, which saves a query: the page has read it already."""
        for language in self.languages:
            self.fields[localized("body", language)].widget.publication = publication

    @property
    def error_links(self):
        """[(id of an element, label)] of the fields with errors, in their order on the page."""
        invalid = []
        for column in self.columns:
            invalid += [(field, f"{field.label} ({column.label})") for field in column.fields if field.errors]
        invalid += [(field, field.label) for field in self.filing if field.errors]
        return [(field.id_for_label, label) for field, label in invalid]

    @cached_property
    def columns(self) -> list["FormColumn"]:
        return [FormColumn(self, language) for language in self.languages]

    @property
    def filing(self):
        """Bound fields below the language columns."""
        return [self[name] for name in ("section", "author", "banner_for", "reason") if name in self.fields]


class FormColumn:
    """Fields of one language of a BreakingForm."""

    def __init__(self, form, language):
        self.form, self.language, self.label = form, language, language.label
        self.texts = [self._bound("headline"), self._bound("summary")]
        self.body, self.banner = self._bound("body"), self._bound("banner")
        self.choices = [self._bound("leads"), self._bound("shows_banner")]
        self.more_follows = more_follows_html(language)
        self.fill_label = FILL[language]

    @property
    def offer(self):
        """The EngineOffer, or None if this language is the source of the drafts."""
        is_source = any(draft.language != self.language for draft in self.form.drafts)
        return None if is_source else self.form.offers.get(self.language)

    @property
    def drafts(self):
        return [draft for draft in self.form.drafts if draft.language == self.language]

    @property
    def fields(self):
        return [*self.texts, self.body, *self.choices, self.banner]

    @property
    def is_body_open(self):
        return bool(self.body.errors) or has_text(self.body.value() or "")

    def _bound(self, name):
        return self.form[localized(name, self.language)]

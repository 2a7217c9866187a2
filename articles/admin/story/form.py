"""Story form: fields, guards, text lengths, and the order of fields on the page."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import AdminForm, Fieldset
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin.autosave import MODULES
from articles.admin.forms.fields import (
    ObjectSelectMultiple,
    ObjectsField,
    ReadOnlyTextWidget,
    ReadOnlyValueWidget,
    body_html,
)
from articles.admin.forms.guarded import GuardedForm, GuardedNumberField
from articles.body import plain_text, without_pull_quotes
from articles.checks.completeness import LENGTH_LIMITS
from articles.checks.context import TEXT
from articles.models import (
    Article,
    ArticleTopic,
    Edition,
    Image,
    Language,
    Publication,
    Topic,
    Wanted,
    localized,
    other,
)
from articles.workflow.edit_session import PARTS, versions
from articles.workflow.permissions import Actor, Verb, may, may_file
from articles.workflow.snapshot import SWITCHES, TEXT_FIELDS

GUARDS = [*(f"version_{part}" for part in PARTS), *(f"after_{language.value}" for language in Language)]

# Names that the form's scripts use to import each other. They resolve to hashed file names.
STORY_MODULES = {
    **MODULES,
    **{f"newsroom-story/{name}": f"js/admin/story_{name}.js" for name in ("go", "refresh", "rows", "save")},
    **{f"newsroom-desk/{name}": f"js/admin/{name}.js" for name in ("action_form", "errors", "note_drawer")},
}
# Fields that are shown as text to users who may not change them. ModelChoiceField is a ChoiceField, too.
READ_AS_TEXT = (forms.ChoiceField, forms.IntegerField)


class HeadlineInput(forms.Textarea):
    """Textarea of one line that grows with its text. Pasted line breaks become spaces."""

    def __init__(self, attrs=None):
        super().__init__({"rows": 1, "data-one-line": "", **(attrs or {})})

    def value_from_datadict(self, data, files, name):
        value = super().value_from_datadict(data, files, name)
        return value and re.sub(r"\s*[\r\n]+\s*", " ", value)


def restrict_language(form: forms.ModelForm, fields: Collection[str], language: str, user: Actor) -> None:
    """Make the fields of a language read-only for a user who may not write it. Posted values are ignored."""
    if may(user, Verb.WRITE, language):
        return
    for field in fields:
        name = localized(field, language)
        if name in form.fields:
            form.fields[name].disabled = True
            form.fields[name].required = False
            form.fields[name].help_text = ""
            form.fields[name].widget = ReadOnlyTextWidget(language, is_html=field == "body")


def restrict_filing(
    form: GuardedForm, article: Article | None, user: Actor, *, but: Collection[str] = ()
) -> None:
    """Make the untranslated fields, except `but`, read-only for a user who may not file the story.

    Choices, related objects and numbers are shown as text, since disabled fields do not always show them.
    """
    if article is None or article.pk is None or may_file(user, article):
        return
    for name, field in form.fields.items():
        if not hasattr(form.column(name), "translated_field") and name not in but and not field.disabled:
            field.disabled = True
            field.required = False
            if isinstance(field, READ_AS_TEXT):
                field.help_text = ""
                field.widget = ReadOnlyValueWidget(form.instance, name)


class ArticleForm(GuardedForm):
    """Form of one story. StoryFormAdmin.get_form sets these class attributes:

    user     the current user
    current  {part: version} of the story, if already read
    latest   {language: number of its latest edition, or 0}, if already read
    """

    user = current = latest = None

    topics = ObjectsField(
        Topic.objects.all(),
        required=False,
        label=_("Topics"),
        widget=ObjectSelectMultiple(ArticleTopic._meta.get_field("tag"), admin.site),
    )
    version_filing, version_en, version_ko = GuardedNumberField(), GuardedNumberField(), GuardedNumberField()
    # Number of the latest edition of each language, which guards publishing.
    after_en, after_ko = GuardedNumberField(), GuardedNumberField()

    class Meta:
        model = Article
        fields = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for language in Language:
            restrict_language(self, TEXT_FIELDS, language, self.user)
        restrict_filing(self, self.instance, self.user, but=GUARDS)
        self._offer_languages()
        if self.instance.pk:
            self._remember_versions()

    def _offer_languages(self):
        """Offer only source languages that the user may write, so that users cannot lock themselves out."""
        if "source_language" in self.fields and not self.fields["source_language"].disabled:
            mine = {language.value for language in Language if may(self.user, Verb.WRITE, language)}
            field = self.fields["source_language"]
            field.choices = [choice for choice in field.choices if choice[0] in mine]

    def _remember_versions(self):
        self.current = self.current or versions(self.instance)
        if self.latest is None:
            editions = Edition.objects.filter(article=self.instance).order_by("number")
            self.latest = dict(editions.values_list("language", "number"))
        for part in PARTS:
            self.initial[f"version_{part}"] = self.current[part]
        for language in Language:
            self.initial[f"after_{language}"] = self.latest.get(language.value, 0)

    def seen(self):
        """Return {part: version} as shown by the form, with the current version if a part was not posted."""
        posted = {part: self.cleaned_data.get(f"version_{part}") for part in PARTS}
        return {part: self.current[part] if posted[part] is None else posted[part] for part in PARTS}

    def clean(self):
        cleaned = super().clean()
        written = [self._text_after("title", language) for language in Language]
        if not any(written):
            source = cleaned.get("source_language") or self.instance.source_language
            self.add_error(localized("title", source), _("Enter a headline in at least one language."))
        return cleaned

    def _get_validation_exclusions(self):
        """Also exclude an unchanged section: it was read together with the story, so it exists."""
        is_same = self.instance.pk and "section" not in self.changed_data
        return super()._get_validation_exclusions() | ({"section"} if is_same else set())

    def validate_constraints(self):
        """Do nothing: `clean` and the choices check the same rules without a query per constraint."""

    def _text_after(self, field, language):
        """Return the new value of a column; True for an invalid text, which has its own error."""
        name = localized(field, language)
        if name in self.errors:
            return True
        text = self.cleaned_data.get(name, getattr(self.instance, name))
        return self.column(name).to_python(text)  # removes invisible characters

    def _save_m2m(self):
        if "topics" in self.changed_data:
            super()._save_m2m()


def format_length(body: str, language: str) -> str:
    """Format the length of a body: "412 words" in English, "1,203 characters" in Korean."""
    text = " ".join(plain_text(without_pull_quotes(body or "")).split())
    count = len(text.split()) if language == Language.EN else len(text)
    return length_units(language)[0 if count == 1 else 1] % {
        "number": number_format(count, force_grouping=True)
    }


def length_units(language):
    """Return the singular and the plural format of a text length."""
    if language == Language.EN:
        return [ngettext("%(number)s word", "%(number)s words", number) for number in (1, 2)]
    return [ngettext("%(number)s character", "%(number)s characters", number) for number in (1, 2)]


def length_attributes(field: str, language: str) -> dict[str, str]:
    """Return the data attributes for the live counter of static/js/admin/story_text.js."""
    if field == "body":
        singular, plural = length_units(language)
        return {"data-count": Language(language).value, "data-one": singular, "data-many": plural}
    return {
        "data-most": str(LENGTH_LIMITS[field, Language(language)]),
        "data-within": gettext("%(number)s of about %(most)s characters"),
        "data-beyond": gettext("%(number)s characters: longer than about %(most)s"),
    }


START = {
    Wanted.FULL: _("Start %(language)s: full text requested"),
    Wanted.BRIEF: _("Start %(language)s: brief requested"),
    Wanted.NOTHING: _("Start %(language)s: nothing requested yet"),
}


def show_library_captions(form: forms.ModelForm, image: Image | None) -> None:
    """Show the library captions of a lead picture as placeholders of the story's own captions."""
    for language in Language:
        field = form.fields.get(localized("lead_caption", language))
        if field and image:
            field.widget.attrs["placeholder"] = getattr(image, localized("caption", language))


@dataclass
class LanguageColumn:
    """One language of the form: the text as readers see it, and fields for users who may write it.

    article  the story, or None for a new one
    state    its BarLanguage, or None for a new story
    publication  the Publication, for the label of analysis passages in the text
    """

    language: Language
    fieldset: Fieldset
    article: Article | None
    state: object | None
    is_source: bool
    is_writable: bool
    is_only_writable: bool
    publication: Publication

    @cached_property
    def texts(self):
        """Return {field: text}, as saved."""
        return {field: self.article.text(field, self.language) for field in TEXT} if self.article else {}

    @property
    def is_begun(self):
        return any(self.texts.values())

    @property
    def body(self):
        return mark_safe(body_html(self.texts["body"], self.language, self.publication))

    @property
    def begin(self):
        """Return the label of the disclosure that contains the fields."""
        if self.is_begun:
            sentence = _("Edit %(language)s")
        elif self.state is None:
            sentence = _("Write %(language)s")
        else:
            sentence = START[self.state.status.progress.wanted]
        return sentence % {"language": self.language.label}

    @property
    def has_errors(self):
        form = self.fieldset.form
        theirs = form.conflict.theirs if form.conflict else {}
        return any(name in form.errors or form.add_prefix(name) in theirs for name in self.fieldset.fields)

    @property
    def is_preset(self):
        """Return whether the link to a new story presets a field of this language, even to an empty value."""
        return self.article is None and any(
            name in self.fieldset.form.initial for name in self.fieldset.fields
        )

    @property
    def is_open(self):
        return self.is_source or self.is_begun or self.is_only_writable or self.has_errors or self.is_preset

    @property
    def is_kept_open(self):
        """Return whether the fields stay open on a phone, where the text is otherwise shown first."""
        return self.has_errors or self.is_preset or (self.is_source and not self.is_begun)


def build_fieldsets(first: Language) -> list[tuple]:
    languages = (first, other(first))
    texts = [
        (None, {"fields": [localized(field, language) for field in TEXT], "classes": ["language-fields"]})
        for language in languages
    ]
    addresses, captions, sponsors = (
        [localized(name, language) for language in languages] for name in ("slug", "lead_caption", "sponsor")
    )
    filing = (("section", "source_language"), "topics", SWITCHES, sponsors)
    return [
        *texts,
        (_("Story settings"), {"fields": filing, "classes": ["filing"]}),
        (_("Address"), {"fields": [addresses], "classes": ["addresses"]}),
        (None, {"fields": ["lead_image", captions], "classes": ["lead-fields"]}),
    ]


def build_columns(
    article: Article | None, user: Actor, adminform: AdminForm, first: Language, bar, publication: Publication
) -> list[LanguageColumn]:
    """Return the LanguageColumns, source first. `article` and `bar` are None for a new story."""
    for language in Language:
        adminform.form.fields[localized("body", language)].widget.publication = publication
    writable = [language for language in Language if may(user, Verb.WRITE, language)]
    states = bar.languages if bar else [None, None]
    return [
        LanguageColumn(
            language=language,
            fieldset=fieldset,
            article=article,
            state=state,
            is_source=language == first,
            is_writable=language in writable,
            is_only_writable=writable == [language],
            publication=publication,
        )
        for language, fieldset, state in zip((first, other(first)), adminform, states, strict=False)
    ]

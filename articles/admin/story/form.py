"""The form of a story: both languages, the filing, and the versions that the person saw."""

import re

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.utils.translation import gettext_lazy as _

from articles.admin.forms.choosing import ChooseSeveral, SeveralObjects
from articles.admin.forms.guarded import SeenForm, SeenNumber
from articles.admin.forms.read_only_text import ReadingWidget
from articles.models import Article, ArticleTopic, Edition, Language, Topic, localized
from articles.workflow.permissions import Verb, may, may_file
from articles.workflow.saving import versions
from articles.workflow.snapshot import TEXT_FIELDS

PARTS = ("filing", *[language.value for language in Language])
GUARDS = [*(f"version_{part}" for part in PARTS), *(f"after_{language.value}" for language in Language)]


class HeadlineInput(forms.Textarea):
    """One line that grows, so that a long headline is seen whole. What breaks it in a paste is a space."""

    def __init__(self, attrs=None):
        super().__init__({"rows": 1, "data-one-line": "", **(attrs or {})})

    def value_from_datadict(self, data, files, name):
        value = super().value_from_datadict(data, files, name)
        return value and re.sub(r"\s*[\r\n]+\s*", " ", value)


def restrict_language(form, fields, language, user):
    """Let those who may not write a language only read its fields; what they post there is not taken."""
    if may(user, Verb.WRITE, language):
        return
    for field in fields:
        name = localized(field, language)
        if name in form.fields:
            form.fields[name].disabled = True
            form.fields[name].required = False
            form.fields[name].help_text = ""
            form.fields[name].widget = ReadingWidget(language, is_html=field == "body")


def restrict_filing(form, article, user, *, but=()):
    """Let those who may not file a story only read its filing: all fields that belong to no language."""
    if article is None or article.pk is None or may_file(user, article):
        return
    for name, field in form.fields.items():
        if not hasattr(form.column(name), "translated_field") and name not in but and not field.disabled:
            field.disabled = True
            field.required = False
            if isinstance(field.widget, RelatedFieldWidgetWrapper):
                field.widget.can_add_related = False


class ArticleForm(SeenForm):
    """One story.

    user  whose form it is; set on the class by ArticleAdmin.get_form
    """

    user = None

    topics = SeveralObjects(
        Topic.objects.all(),
        required=False,
        label=_("Topics"),
        widget=ChooseSeveral(ArticleTopic._meta.get_field("tag"), admin.site),
    )
    version_filing, version_en, version_ko = SeenNumber(), SeenNumber(), SeenNumber()
    # The latest edition of each language: what the buttons of publishing are held against.
    after_en, after_ko = SeenNumber(), SeenNumber()

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
        """A story is written in a language of its person, who would otherwise lock themselves out."""
        if "source_language" in self.fields and not self.fields["source_language"].disabled:
            mine = {language.value for language in Language if may(self.user, Verb.WRITE, language)}
            field = self.fields["source_language"]
            field.choices = [choice for choice in field.choices if choice[0] in mine]

    def _remember_versions(self):
        self.current = versions(self.instance)
        latest = dict(
            Edition.objects.filter(article=self.instance).order_by("number").values_list("language", "number")
        )
        for part in PARTS:
            self.initial[f"version_{part}"] = self.current[part]
        for language in Language:
            self.initial[f"after_{language}"] = latest.get(language.value, 0)

    def seen(self):
        """The versions that the person saw; the current one of a part that the form did not bring."""
        posted = {part: self.cleaned_data.get(f"version_{part}") for part in PARTS}
        return {part: self.current[part] if posted[part] is None else posted[part] for part in PARTS}

    def shows_what_was_seen(self, bound):
        # No topic shown leaves no hidden input: then the version tells that the form was read.
        return super().shows_what_was_seen(bound) or (
            bound.name == "topics" and self.add_prefix("version_filing") in self.data
        )

    def standing(self, name):
        return (
            self.column(name).value_from_object(self.instance) if name == "topics" else super().standing(name)
        )

    def clean(self):
        cleaned = super().clean()
        written = [self._text_after("title", language) for language in Language]
        if not any(written):
            source = cleaned.get("source_language") or self.instance.source_language
            self.add_error(localized("title", source), _("Write a headline, in one language at least."))
        if self.conflict:
            self.add_error(None, self.conflict.message)
        return cleaned

    def _text_after(self, field, language):
        """What a column will say; an invalid text counts as written, its own error says more."""
        name = localized(field, language)
        if name in self.errors:
            return True
        text = self.cleaned_data.get(name, getattr(self.instance, name))
        return self.column(name).to_python(text)  # nothing is left of signs that nobody sees

    def _save_m2m(self):
        if "topics" in self.changed_data:
            super()._save_m2m()

"""The public notes that a step asks for: one in each language that readers have, beside each other."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Edition, Language
from articles.workflow.permissions import Verb, may

HERE, THERE = ("here", "note"), ("there", "note_there", "alone")
PRINTED_WHERE = _(
    "A correction must have one, which stands with the story. That of an update stands in the story’s"
    " history; a minor change is not announced."
)
TOLD_THERE = {
    Language.EN: _("Of a correction: stands over the English text until that is mended."),
    Language.KO: _("Of a correction: stands over the Korean text until that is mended."),
}
ALONE = {
    Language.EN: _("Only the English text was wrong"),
    Language.KO: _("Only the Korean text was wrong"),
}
TAKEN = {
    Language.EN: _("Take the English text from its readers"),
    Language.KO: _("Take the Korean text from its readers"),
}
OTHERS = {
    Language.EN: _(
        "The English text stays: the English desk or a managing editor takes it back."
        " They read of this in the log; tell them at once."
    ),
    Language.KO: _(
        "The Korean text stays: the Korean desk or a managing editor takes it back."
        " They read of this in the log; tell them at once."
    ),
}
AHEAD = {
    Language.EN: _("English is scheduled and goes live by itself: cancel that first."),
    Language.KO: _("Korean is scheduled and goes live by itself: cancel that first."),
}


@dataclass
class Column:
    """What is asked of one language: its fields, and a sentence where there is nothing to ask."""

    label: str
    fields: list
    words: str = ""


class NotesForBoth:
    """The part of StepForm that asks for notes. `place` is the language of the step, `there` the other."""

    def ask_here(self, place):
        """Whether this language goes, where one may choose."""
        if not self.may_take_there():
            return "here", None
        return "here", self._chosen(place)

    def ask_there(self, place):
        """The other language goes with it, unless it is deselected."""
        if not self.may_take_there():
            return "there", None
        self.asked["after_there"] = "after_there"
        return "there", self._chosen(self.there)

    def ask_note(self, place):
        """The public note, which only a correction and a notice must have."""
        if self.is_for_notice:
            words = _("Readers see it in place of the story.")
            return "note", self._note(place, words, required=not self.may_take_there())
        if self.step.is_for_both and not place.is_live:
            return "note", None
        words = PRINTED_WHERE if place.is_live else _("Readers find it in the story’s history.")
        return "note", self._note(place, words, initial=carried_over(place))

    def ask_note_there(self, place):
        if self.is_for_notice:
            words = _("Readers see it in place of the story.")
            return "note_there", self._note(self.there, words) if self.may_take_there() else None
        if not self.is_told_there(place):
            return "note_there", None
        return "note_there", self._note(self.there, TOLD_THERE[self.there.language])

    def ask_alone(self, place):
        if not self.is_told_there(place):
            return "alone", None
        return "alone", forms.BooleanField(label=ALONE[place.language], label_suffix="", required=False)

    def may_take_there(self):
        """Whether there is something of the other language to take, and this person may."""
        return self.is_gone_there() and may(self.user, Verb.PUBLISH, self.there.language)

    def is_gone_there(self):
        return self.there.is_live or self.step.fits(self.there)

    def is_told_there(self, place):
        """Whether a correction is to be told to readers of the other language."""
        has_readers = self.there.is_live or self.there.is_ahead
        return place.is_live and has_readers and not place.progress.awaits_correction

    @property
    def columns(self):
        """The languages beside each other, or nothing where there is but one."""
        there = Column(self.there.language.label, self._bound(THERE), self._words_there())
        if not (there.fields or there.words):
            return []
        return [Column(self.place.language.label, self._bound(HERE)), there]

    @property
    def above(self):
        """The fields that stand in no column."""
        beside = {*HERE, *THERE} if self.columns else set()
        return [field for field in self.visible_fields() if field.name not in beside]

    def clean(self):
        told = super().clean()
        if "there" not in self.fields:
            return told
        for chosen, note in (("here", "note"), ("there", "note_there")):
            if told.get(chosen) and not told.get(note):
                self.add_error(note, gettext("Tell readers why: the public note is missing."))
        if not (told.get("here") or told.get("there")):
            self.add_error(None, gettext("Choose at least one language."))
        return told

    def _words_there(self):
        if not self.is_for_notice or "there" not in self.step.asks:
            return ""
        if self.there.is_ahead:
            return AHEAD[self.there.language]
        if self.is_gone_there() and not self.may_take_there():
            return OTHERS[self.there.language]
        return ""

    def _bound(self, names):
        return [self[name] for name in names if name in self.fields]

    @staticmethod
    def _chosen(place):
        return forms.BooleanField(label=TAKEN[place.language], label_suffix="", initial=True, required=False)

    def _note(self, place, words, *, required=False, **options):
        return self._words(
            _("Public note"), required=required, help_text=words, lang=place.language, **options
        )


def carried_over(place):
    """The note of a correction that waits to be carried over, to begin with; else nothing."""
    if not place.progress.awaits_correction:
        return ""
    told = Edition.objects.begun().filter(article=place.progress.article_id).told_there()
    newest = told.exclude(language=place.language).order_by("-number")
    return newest.values_list("note_there", flat=True).first()

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.language import Language, localized
from articles.models.logged import LoggedModel, LoggedQuerySet
from articles.models.text import LineField, ProseField
from articles.text.glossary import GlossaryEntry, TermForms

MOST_SUCCESSORS = 50  # terms in a chain of replacements; a longer chain is an error in the data
WRITTEN = ("name", "short", "synonyms", "forbidden")  # fields with the forms of a term


class TermKind(models.TextChoices):
    PERSON = "person", _("Person")
    PLACE = "place", _("Place")
    ORGANISATION = "organisation", _("Organization")
    TITLE = "title", _("Title or office")
    CONCEPT = "concept", _("Concept")


class Validity(models.TextChoices):
    IN_FORCE = "in_force", _("In use")
    ENDED = "ended", _("No longer used")
    TO_COME = "to_come", _("Upcoming")


class TermQuerySet(LoggedQuerySet):
    def valid_on(self, day=None):
        """Return the terms in force on a date (default: today)."""
        day = day or timezone.localdate()
        begun = Q(valid_from=None) | Q(valid_from__lte=day)
        return self.filter(begun, Q(valid_until=None) | Q(valid_until__gt=day))

    def standing(self, validity, day=None):
        """Return the terms of one Validity on a date (default: today)."""
        day = day or timezone.localdate()
        others = {Validity.ENDED: Q(valid_until__lte=day), Validity.TO_COME: Q(valid_from__gt=day)}
        return self.filter(others[validity]) if validity in others else self.valid_on(day)


class Term(LoggedModel):
    """A glossary entry: the forms of a name, title or concept in each language, during an interval.

    Valid on the days [valid_from, valid_until); None means no limit.
    `synonyms` and `forbidden` hold one form per line.
    """

    name_en: models.CharField[str, str]
    name_ko: models.CharField[str, str]

    kind = models.CharField(_("kind"), max_length=12, choices=TermKind, default=TermKind.CONCEPT)
    is_required = models.BooleanField(
        _("required in translations"),
        default=True,
        help_text=_("A translation must use it wherever its source does. Otherwise it is only suggested."),
    )
    name = LineField(
        _("first mention"), max_length=200, default="", blank=True, help_text=_("The full form.")
    )
    short = LineField(
        _("later mentions"),
        max_length=100,
        default="",
        blank=True,
        help_text=_("Leave empty to use the first mention."),
    )
    synonyms = ProseField(
        _("alternative forms"), default="", blank=True, help_text=_("Other correct forms, one per line.")
    )
    forbidden = ProseField(
        _("forms to avoid"), default="", blank=True, help_text=_("Incorrect forms, one per line.")
    )
    explanation = ProseField(
        _("explanation for readers"), default="", blank=True, help_text=_("One or two sentences.")
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("The first day on which it is incorrect.")
    )
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("replaced by"),
    )
    topic = models.ForeignKey(
        "articles.Topic",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="terms",
        verbose_name=_("topic"),
    )
    note = ProseField(_("note"), default="", blank=True)
    source = LineField(_("source"), max_length=500, default="", blank=True)

    objects = TermQuerySet.as_manager()  # type: ignore[misc]  # the base class has a manager of another class

    class Meta:
        ordering = ["name_en", "name_ko", "id"]
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        constraints = [
            models.CheckConstraint(name="term_has_a_name", condition=~Q(name_en="") | ~Q(name_ko="")),
            models.CheckConstraint(name="term_kind_is_known", condition=Q(kind__in=TermKind)),
            models.CheckConstraint(
                name="term_ends_after_it_starts",
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="term_does_not_follow_itself", condition=Q(successor=None) | ~Q(successor=F("id"))
            ),
        ]

    def __str__(self):
        return self.name or self.name_en or self.name_ko

    def clean(self):
        """Raise ValidationError for a missing name, an end before the start, or contradicting fields."""
        errors = {}
        if not any(getattr(self, localized("name", language)).strip() for language in Language):
            errors["name_en"] = [_("Enter the term in at least one language.")]
        if self.valid_from and self.valid_until and self.valid_until <= self.valid_from:
            errors["valid_until"] = [_("The end date must be after the start date.")]
        if self.successor and not self.valid_until:
            errors["valid_until"] = [_("Enter the day from which that term replaces this one.")]
        if self.successor and (told := self._refusal_of_successors()):
            errors["successor"] = [told]
        for language in Language:
            right = set(self.forms(language))
            both = [form for form in self.wrong_forms(language) if form in right]
            if both:
                told = _("“%(form)s” is also listed as a correct form.") % {"form": both[0]}
                errors[localized("forbidden", language)] = [told]
        if errors:
            raise ValidationError(errors)

    def _refusal_of_successors(self):
        """Return the reason why the chain of successors is invalid, or None."""
        successor = self.successor
        for _step in range(MOST_SUCCESSORS + 1):
            if successor is None:
                return None
            if successor is self or (self.pk and successor.pk == self.pk):
                return _("This would be a loop: this term already replaces that one.")
            successor = successor.successor
        return _("A chain of replacements can have up to %(most)d terms.") % {"most": MOST_SUCCESSORS}

    def forms(self, language):
        """Return every correct form in one language, the full form first."""
        written = [getattr(self, f"{field}_{language}") for field in ("name", "short")]
        written += getattr(self, f"synonyms_{language}").splitlines()
        return list(dict.fromkeys(form.strip() for form in written if form.strip()))

    def wrong_forms(self, language):
        """Return the incorrect forms in one language."""
        lines = getattr(self, f"forbidden_{language}").splitlines()
        return [form.strip() for form in lines if form.strip()]

    def is_explained(self, language):
        """Return whether the term has a name and an explanation in a language."""
        return all(getattr(self, localized(part, language)).strip() for part in ("name", "explanation"))

    @property
    def is_exact(self):
        """Return whether only this exact spelling counts. Concepts may be capitalised or plural in a text."""
        return self.kind != TermKind.CONCEPT

    def entry(self):
        """Return the term as a GlossaryEntry, for searching texts."""
        written = map(self._written, Language)
        return GlossaryEntry(self.pk, *written, self.is_exact, self.is_required, self.note)

    def _written(self, language):
        name, short = (getattr(self, localized(field, language)).strip() for field in ("name", "short"))
        synonyms = tuple(form for form in self.forms(language) if form not in (name, short))
        return TermForms(name, short, synonyms, tuple(self.wrong_forms(language)))

    def has_ended(self, day):
        return self.valid_until is not None and self.valid_until <= day

    def validity_on(self, day):
        if self.has_ended(day):
            return Validity.ENDED
        begins_later = self.valid_from is not None and self.valid_from > day
        return Validity.TO_COME if begins_later else Validity.IN_FORCE

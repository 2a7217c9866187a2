"""Page that moves a story to another person or day. Dropping a card posts to the same page."""

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.display import UNDO, WEEKDAY, YEARS, add_undo_message, format_day, headline_html
from articles.admin.forms.fields import DayInput
from articles.admin.forms.guarded import GuardedNumberField
from articles.admin.site import may_see, register_urls
from articles.admin.story.actions.forms import assignee_field
from articles.annotations import StaffRequest
from articles.events import log
from articles.models import Article, Language, LanguageProgress
from articles.models.people import display_name
from articles.models.planning import day_of
from articles.refusals import Refused, has_waited_too_long
from articles.workflow.assignments import assign, plan_day
from articles.workflow.permissions import Verb, may

BUSY = gettext_lazy("The database was busy for too long. Nothing was moved. Try again.")


class SeenDayField(forms.DateField):
    """Hidden input of the day that the user saw; None if it is empty or invalid."""

    widget = forms.HiddenInput

    def __init__(self):
        super().__init__(required=False)

    def clean(self, value):
        try:
            return super().clean(value)
        except forms.ValidationError:
            return None


class DayForm(forms.Form):
    """Form that moves an entry of the calendar to another day. `day_seen` is the day that the user saw.

    at       the instant of the request
    current  the current day, or None
    """

    day_seen = SeenDayField()
    day = forms.DateField(label=gettext_lazy("Day"), widget=DayInput())

    def __init__(self, data=None, *, at, current):
        super().__init__(data, initial={"day": current, "day_seen": current})
        self.at = at

    def clean_day(self):
        """Refuse past days, except for an undo or an unchanged day."""
        day = self.cleaned_data["day"]
        if day and day.year not in YEARS:
            message = _("Choose a year from %(first)d to %(last)d.")
            raise forms.ValidationError(message % {"first": YEARS[0], "last": YEARS[-1]})
        is_back = UNDO in self.data or day == self.cleaned_data.get("day_seen", self.initial.get("day"))
        if day and day < day_of(self.at) and not is_back:
            raise forms.ValidationError(_("That day is over. Choose today or a later day."))
        return day

    def renew_guards(self, **current):
        """Renew the seen values after a refusal, so that the next attempt is compared with the new state."""
        self.data = self.data.copy()
        for name, value in current.items():
            self.data[name] = "" if value is None else str(value)


class MoveForm(DayForm):
    """Form that moves a story to another day or, for a single language, to another assignee.

    A dropped card posts only one of the two. A value that was not posted does not change.

    rows  the LanguageProgress of each language to move
    """

    def __init__(self, data=None, *, at, rows):
        super().__init__(data, at=at, current=rows[0].planned_on)
        self.rows = rows
        self.fields["day"].label, self.fields["day"].required = _("Planned for"), False
        if len(rows) == 1:
            self._add_person(rows[0])
        for name in ("day", "person"):
            if data is not None and name not in data:
                self.fields.pop(name, None)

    def _add_person(self, row):
        refusal = {"invalid_choice": self._refusal(row.language)}
        self.fields["person"] = assignee_field(row, error_messages=refusal)
        self.fields["person_seen"] = GuardedNumberField()
        self.fields["person_seen"].initial = row.assignee_id or 0

    def _refusal(self, language):
        """Return the sentence that refuses the posted person, by name if the person exists."""
        sent = self.data.get("person", "")
        people = get_user_model().objects.filter(pk=sent) if sent.isdecimal() and len(sent) < 19 else []
        words = {"name": next(map(display_name, people), ""), "language": Language(language).label}
        if not words["name"]:
            return _("This person cannot work on this language.")
        return _("%(name)s cannot work on this language: %(language)s. The assignee stays.") % words

    def current_guards(self, rows):
        return {"day_seen": rows[0].planned_on, "person_seen": rows[0].assignee_id or 0}

    @log.unit_of_work()
    def save(self, article, *, by):
        """Move the story. Return (message, POST data of the undo), or None if nothing changed.

        Raise Refused, for example because another user changed the story first.
        """
        done, undo = [], {}
        for name, change in (("person", self._assign), ("day", self._plan)):
            if name in self.fields and (words := change(article, by)):
                done.append(words)
                new = self.cleaned_data[name]
                undo[name] = self.cleaned_data[f"{name}_seen"] or ""
                undo[f"{name}_seen"] = getattr(new, "pk", new) or ""
        return (" ".join(done), undo) if done else None

    def _assign(self, article, by):
        person, seen = self.cleaned_data["person"], self.cleaned_data["person_seen"] or None
        if (person.pk if person else None) == seen:
            return ""
        assign(article, self.rows[0].language, by=by, to=person, was=seen)
        return person_words(person)

    def _plan(self, article, by):
        day, seen = self.cleaned_data["day"], self.cleaned_data["day_seen"]
        if day == seen:
            return ""
        plan_day(article, [row.language for row in self.rows], day, by=by, was=seen)
        return day_words(day)


def person_words(person):
    return _("Assigned to %(name)s.") % {"name": display_name(person)} if person else _("No longer assigned.")


def day_words(day):
    return (
        _("Moved to %(day)s.") % {"day": format_day(day, WEEKDAY)}
        if day
        else _("The planned day was removed.")
    )


@register_urls
def move_urls(site):
    address = "planning/<int:article_id>/<slug:languages>/"
    return [path(address, site.admin_view(move_story), name="move_story")]


def move_story(request: StaffRequest, article_id: int, languages: str) -> HttpResponse:
    """Show the form that moves languages of a story, named as “en-ko”. A POST moves them.

    Answer 422 for an invalid choice, 409 with the reasons if the move is refused (for example because
    another user changed the story first), and 503 if the database was busy for too long.
    """
    names = languages.split("-")
    if not may_see(request.user, "article"):
        raise PermissionDenied
    if not set(names) <= set(Language.values) or len(set(names)) < len(names):
        raise Http404
    article = get_object_or_404(Article, pk=article_id)
    if not all(may(request.user, Verb.APPROVE, language) for language in names):
        raise PermissionDenied
    form, status = MoveForm(request.POST or None, at=request.at, rows=story_rows(article, names)), 200
    if request.method == "POST":
        reasons, status = attempt(form, lambda: form.save(article, by=request.user))
        if status == 200:
            headline = headline_html(article)
            return moved_response(request, headline, form.result)  # type: ignore[attr-defined]  # kept for the response
        if reasons:
            form.renew_guards(**form.current_guards(story_rows(article, names)))
            form.add_error(None, reasons)
    labels = ", ".join(str(Language(language).label) for language in names)
    return move_page(request, form, headline_html(article), labels, status=status)


def story_rows(article, languages):
    """Return the LanguageProgress of the languages, source first."""
    rows = LanguageProgress.objects.filter(article=article, language__in=languages)
    return sorted(rows, key=lambda row: row.language != article.source_language)


def attempt(form: forms.Form, save) -> tuple[list, int]:
    """Save a valid form. Return (reasons of a refusal, status); the reasons are [] for 200 and 422.

    form.result is the result of save() if the status is 200.
    """
    if not form.is_valid():
        return [], 422
    try:
        form.result = save()  # type: ignore[attr-defined]  # kept for the response
    except Refused as refusal:
        return [str(reason) for reason in refusal.reasons], 409
    except OperationalError as error:
        if not has_waited_too_long(error):
            raise
        return [str(BUSY)], 503
    return [], 200


def moved_response(request: StaffRequest, headline: str, result: tuple[str, dict] | None) -> HttpResponse:
    """Redirect to the previous page. A move shows a message there, with an undo button for ten seconds.

    result  as returned by MoveForm.save()
    """
    if result:
        words, undo = result
        address = "" if UNDO in request.POST else request.get_full_path()
        add_undo_message(request, format_html("“{}”: {}", headline, words), address, undo)
    return HttpResponseRedirect(back_address(request))


def move_page(request, form, headline, label="", *, status=200):
    """Render the page of a form that moves something."""
    context = admin.site.each_context(request) | {
        "title": _("Move"),
        "headline": headline,
        "label": label,
        "form": form,
        "back": back_address(request),
    }
    is_board = context["back"].startswith(reverse("admin:board"))
    context["back_label"] = _("Board") if is_board else _("Calendar")
    return TemplateResponse(request, "admin/planning/move.html", context, status=status)


def back_address(request: StaffRequest) -> str:
    """Return the admin address in ?next=, else the address of the calendar."""
    asked = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, None) and asked.startswith(reverse("admin:index"))
    return asked if is_ours else reverse("admin:calendar")

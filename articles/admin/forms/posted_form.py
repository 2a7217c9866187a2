"""Posted values of forms: merged with later saves, kept as drafts, and filled in from drafts.

Texts of stories are merged word by word, other values field by field.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django import forms
from django.contrib.admin import ModelAdmin
from django.db.models import Field, Model
from django.forms.utils import ErrorDict
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils.html import format_html, linebreaks
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.admin.forms.fields import is_number
from articles.admin.forms.guarded import KEEP, THEIRS, Saver, is_same_value, posted_values, stored_form
from articles.body import BodyField, body_blocks, plain_text, sanitise
from articles.checks.context import TEXT
from articles.models import AutosavedDraft, Language, localized
from articles.text.differences import differences
from articles.text.merge import merge_blocks, merge_text
from articles.text.punctuation import typeset_body, typeset_quotes

CONTEXT = 60  # characters shown before and after an overlap, at most
TEXTS = {"CharField", "SlugField", "TextField"}


@dataclass
class Overlap:
    """One place that both sides changed: `mine` was typed, `theirs` was saved by another user.

    before, after  some words around it, if it is part of a line
    """

    mine: str
    theirs: str
    is_body: bool
    before: str = ""
    after: str = ""

    @property
    def sides(self):
        """Return [(pieces, markup)] of two texts: `mine`, then `theirs`.

        pieces  [(kind, text)]; words that the other text lacks are "new". None if only the markup differs
        markup  safe HTML if `pieces` is None, else ""
        """
        texts = [plain_text(text) if self.is_body else text for text in (self.mine, self.theirs)]
        if self.is_body and texts[0] == texts[1]:
            return [(None, mark_safe(text)) for text in (self.mine, self.theirs)]
        sides = differences(texts[1], texts[0]), differences(texts[0], texts[1])
        return [([piece for piece in pieces if piece.kind != "gone"], "") for pieces in sides]


@dataclass
class JoinedText:
    """A merged text: strings, and an Overlap at each place where the user has to decide."""

    parts: list

    @property
    def text(self):
        """Return the text with `mine` at every overlap."""
        return "".join(part.mine if isinstance(part, Overlap) else part for part in self.parts)

    @property
    def overlaps(self):
        indexes = [index for index, part in enumerate(self.parts) if isinstance(part, Overlap)]
        for index in indexes:
            if not self.parts[index].is_body:
                # There is always a string before and after an overlap.
                self.parts[index].before = last_words(self.parts[index - 1])
                self.parts[index].after = first_words(self.parts[index + 1])
        return [self.parts[index] for index in indexes]

    def overlaps_html(self, *, field, language, who):
        """Render the overlaps for their field, with the data for story_overlaps.js.

        field  the id of the field
        who    the Saver of the other text
        """
        parts = [[part.mine, part.theirs] if isinstance(part, Overlap) else part for part in self.parts]
        context = {"overlaps": self.overlaps, "parts": json.dumps(parts), "field": field}
        context |= {"language": language, "who": who}
        return render_to_string("admin/articles/article/_overlaps.html", context)


def join_texts(column, *, base, mine, theirs):
    """Merge two changes of one column, block by block and word by word; return a JoinedText."""
    is_body = isinstance(column, BodyField)
    typeset = typeset_body if is_body else typeset_quotes
    texts = [typeset(stored_form(column, text)) for text in (base, theirs, mine)]
    # The merge keeps its third argument at overlaps, so that typed text stays in its field.
    merged = merge_blocks(*map(body_blocks, texts)) if is_body else merge_text(*texts)
    tidy = sanitise if is_body else str
    parts, start = [], 0
    for index, (other, own) in zip(merged.places, merged.conflicts, strict=True):
        parts.append(tidy("".join(merged.items[start:index])))
        parts.append(Overlap(mine="".join(own), theirs="".join(other), is_body=is_body))
        start = index + len(own)
    return JoinedText([*parts, tidy("".join(merged.items[start:]))])


def last_words(text):
    start = text.find(" ", max(len(text) - CONTEXT, 0)) if len(text) > CONTEXT else -1
    return ("… " if start >= 0 else "") + text[start + 1 :]


def first_words(text):
    end = text.rfind(" ", 0, CONTEXT) if len(text) > CONTEXT else -1
    return text[:end] + " …" if end >= 0 else text


TEXT_COLUMNS = {localized(field, language): language for field in TEXT for language in Language}


class PostedForm:
    """Posted values of one form, without its prefix: {"title_en": […], "initial-title_en": […]}."""

    def __init__(self, form, values, changed):
        self.form, self.values, self.changed = form, values, changed
        self.prefix = form.prefix

    @classmethod
    def of(cls, form, data):
        values = {}
        for name in form.fields:
            if (key := form.add_prefix(name)) in data:
                values[name] = data.getlist(key)
            if (shown := form.shown_values(name)) is not None:
                values[f"initial-{name}"] = shown
        return cls(form, values, set(form.changed_data))

    def key(self, short):
        prefix = f"{self.prefix}-" if self.prefix else ""
        initial, name = ("initial-", short[8:]) if short.startswith("initial-") else ("", short)
        return f"{initial}{prefix}{name}"

    def erase(self, data):
        for short in self.values:
            data.pop(self.key(short), None)

    def write(self, data):
        for short, values in self.values.items():
            data.setlist(self.key(short), values)

    def rebase(self, instance, conflict):
        """Take the saved value of unedited fields. If both sides changed a field, add it to the conflict.

        A row that one side deletes and the other changes is kept, with a question.
        """
        is_going = "DELETE" in self.values
        for name in self.form.guarded():
            column = self.form.column(name)
            now, base = self.form.saved_values(name, instance), self.values.get(f"initial-{name}")
            is_theirs = base is not None and not is_same_value(column, base, now)
            if is_theirs:
                conflict.changes += [changed_place(column, base, now)]
            if name not in self.changed:
                is_cleared = isinstance(self.form.fields[name], forms.BooleanField) and now == ["False"]
                self.values[name] = [] if is_cleared else now
            elif is_theirs and not is_same_value(column, self.form.typed_values(name), now):
                conflict.ask(self, name, base, now)
            if is_theirs and is_going:
                self.values.pop("DELETE", None)
                conflict.theirs[self.key(name)] = note_beside_field(conflict.not_deleted, column, now)
            self.values[f"initial-{name}"] = now

    def ask_again(self, conflict):
        """Note at the first typed field that another user deleted the row, and that saving adds it again."""
        [first, *_others] = [name for name in self.form.guarded() if name in self.changed]
        html = '<div class="theirs"><strong>{}</strong></div>'
        conflict.theirs[self.key(first)] = format_html(html, conflict.row_is_gone)


def changed_place(column, base, now):
    """Return the label of a place that others changed: "Text (English), paragraph 2"."""
    label = capfirst(str(column.verbose_name))
    if not isinstance(column, BodyField):
        return label
    known = set(body_blocks(base[0]))
    numbers = [str(number) for number, block in enumerate(body_blocks(now[0]), 1) if block not in known]
    listed = ", ".join(numbers[:5]) + ("…" if len(numbers) > 5 else "")
    return _("%(field)s, paragraph %(number)s") % {"field": label, "number": listed} if listed else label


def note_beside_field(message, column, values):
    html = '<div class="theirs"><strong>{}</strong> <div lang="{}">{}</div></div>'
    return format_html(html, message, value_language(column), value_html(column, values))


def extra_values(form: type[forms.ModelForm], row: Model) -> dict[str, list[str]]:
    """Return posted values of a saved row that have no column: the checkbox of a checked source, else {}."""
    is_checked = "is_checked" in form.base_fields and row.checked_at  # type: ignore[attr-defined]  # a Source, which has the field is_checked
    return {"is_checked": ["on"], "initial-is_checked": ["True"]} if is_checked else {}


def value_language(column: Field) -> str:
    return getattr(column, "language", "") or get_language()


def value_html(column: Field, values: list[str]) -> str:
    """Return the posted values of a column as safe HTML; related objects as plain text. “—” if empty."""
    if isinstance(column, BodyField):
        return mark_safe(sanitise("".join(values)))
    if column.is_relation:
        rows = column.related_model._base_manager.filter(pk__in=filter(is_number, values))
        return ", ".join(str(item) for item in rows) or "—"
    text = "".join(values)
    if column.choices:
        text = str(dict(column.flatchoices).get(text, text))
    elif column.get_internal_type() == "BooleanField":
        text = _("Yes") if text in ("on", "True") else _("No")
    return mark_safe(linebreaks(text or "—", autoescape=True))


class FormConflict:
    """Changes by others since a form was opened.

    message   explains who changed the object and when, and the next step
    saved_by  the Saver of the row
    theirs    {html name of a field: safe HTML to show under it}, for fields that both sides changed
    changes   labels of the places that others changed
    """

    message, saved_by = "", Saver()

    def __init__(self):
        self.theirs, self.changes = {}, []

    @property
    def not_deleted(self):
        if self.saved_by.is_viewer:
            return _("Not deleted: you changed this row in another window. Select it again to delete it.")
        return _(
            "Not deleted: someone else changed this row in the meantime. Select it again to delete "
            "it, or keep it."
        )

    @property
    def row_is_gone(self):
        if self.saved_by.is_viewer:
            return _("You deleted this row in another window. Saving adds it again.")
        return _("Someone else deleted this row in the meantime. Saving adds it again.")

    def ask(self, row, name: str, base: list[str], now: list[str]) -> None:
        """Let the user choose between the versions of a field that both sides changed.

        base, now  the value that the form showed, and the saved value
        """
        key, mine = row.key(name), row.form.typed_values(name)
        self.theirs[key] = choice_html(row.form.column(name), key, mine, now, who=self.saved_by)

    def rebase(self, data, form, instance):
        """Merge a posted form with the saved row. Unedited fields get the saved values."""
        row = PostedForm.of(form, data)
        row.rebase(instance, self)
        row.write(data)


def choice_html(column, key, mine, theirs, *, who) -> str:
    """Render both versions of a field with a choice between them. Words in only one version are marked.

    key  the html name of the field
    who  the Saver of theirs
    """
    if isinstance(column, BodyField) or (column.get_internal_type() in TEXTS and not column.choices):
        texts = [stored_form(column, "".join(values)) for values in (mine, theirs)]
        sides = Overlap(*texts, is_body=isinstance(column, BodyField)).sides  # type: ignore[arg-type, misc]  # a fixed number of values
    else:
        sides = [(None, value_html(column, values)) for values in (mine, theirs)]
    context = {"key": key, "name": f"{KEEP}{key}", "sides": zip(("mine", THEIRS), sides, strict=True)}
    context |= {"who": who, "language": value_language(column)}
    context["is_file"] = column.get_internal_type() == "FileField"
    return render_to_string("admin/_field_choice.html", context)


INITIAL = "initial-"  # prefix of a value that the form showed


class InvalidAutosave(Exception):
    """Raised for invalid autosave data, such as fields that are not {name: [text]}."""


def accepted_values(sent: object, may_write, *, may_be_empty=(), prefix: str = "") -> dict[str, list[str]]:
    """Return the items of {prefix + name: [text]} that the user may write.

    Raise InvalidAutosave if the data has another structure.

    may_write     a predicate of a name
    may_be_empty  the names of choices, which may have no value
    """
    if not isinstance(sent, dict):
        raise InvalidAutosave
    kept = {}
    for key, values in sent.items():
        if not (isinstance(values, list) and all(isinstance(value, str) for value in values)):
            raise InvalidAutosave
        name = key.removeprefix(prefix)
        if (values or name in may_be_empty) and may_write(name):
            kept[key] = [storable_text(value) for value in values]
    return kept


def storable_text(text):
    """Return text without NUL and lone surrogates, which no database stores."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


@dataclass
class UnsavedField:
    """One field of a draft. For a text, `pieces` are its differences from the saved text."""

    label: str
    language: str = ""
    pieces: list = field(default_factory=list)


def unsaved_columns(
    fields: dict[str, list[str]], model, row, *, texts: Mapping[str, str] = TEXT_COLUMNS
) -> list[UnsavedField]:
    """Return the UnsavedFields of {column: values} that differ from a row; None means an empty row.

    texts  {column whose differences are shown: its language}
    """
    unsaved = []
    for name, values in fields.items():
        column = model._meta.get_field(name)
        saved = current_values(column, row)
        if not is_same_value(column, values, saved):
            label = capfirst(str(column.verbose_name))
            unsaved.append(UnsavedField(label, *text_difference(column, name, saved, values, texts)))
    return unsaved


def current_values(column, row):
    if row is None:
        return [""]
    value = column.value_from_object(row)
    return posted_values([getattr(item, "pk", item) for item in value] if isinstance(value, list) else value)


def text_difference(column, name, saved, values, texts):
    """Return (language, pieces) of a text; ("", []) for a choice or an address."""
    if name not in texts or not values:
        return "", []
    as_read = plain_text if isinstance(column, BodyField) else str
    return str(texts[name]), differences(as_read(saved[0]), as_read(values[0]))


class DraftForm(forms.Form):
    """Form that can be shown filled in, but without errors, before it is submitted.

    is_judged  False if the form was filled from an autosaved draft or by a machine, and not submitted
    """

    is_judged = True

    def full_clean(self):
        if self.is_judged:
            super().full_clean()
        else:
            self._errors, self.cleaned_data = ErrorDict(), {}


def untouched_data(form: forms.Form) -> QueryDict:
    """Return the data that a browser posts for an unedited form."""
    data = QueryDict(mutable=True)
    for bound_field in form:
        values = posted_values(bound_field.field.prepare_value(bound_field.initial))
        data.setlist(bound_field.html_name, values)
        if bound_field.field.show_hidden_initial:
            data.setlist(bound_field.html_initial_name, values)
    return data


def draft_form_data(draft: AutosavedDraft) -> QueryDict:
    """Return the data that a form would post with the typed and shown values of a draft."""
    data = QueryDict(mutable=True)
    for name, values in {**draft.shown, **draft.fields}.items():
        data.setlist(name, values)
    return data


def new_form_data(admin: ModelAdmin, request: HttpRequest) -> QueryDict:
    """Return request.POST, completed with the initial values of a new row's form."""
    data = request.POST.copy()
    form = admin.get_form(request)(initial=admin.get_changeform_initial_data(request))
    for bound_field in form:
        if bound_field.html_name not in data and bound_field.initial is not None:
            data.setlist(
                bound_field.html_name, posted_values(bound_field.field.prepare_value(bound_field.initial))
            )
    return data

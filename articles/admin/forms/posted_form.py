"""Posted values of one form, merged with what was saved meanwhile: by field, and texts of stories by word."""

import json
from dataclasses import dataclass

from django import forms
from django.db.models import Field, Model
from django.template.loader import render_to_string
from django.utils.html import format_html, linebreaks
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.admin.forms.fields import is_number
from articles.admin.forms.guarded import KEEP, THEIRS, is_same_value, stored_form
from articles.body import BodyField, body_blocks, plain_text, sanitise
from articles.checks.context import TEXT
from articles.models import Language, localized
from articles.text.differences import differences
from articles.text.merge import merge_blocks, merge_text
from articles.text.punctuation import typeset_body, typeset_quotes

CONTEXT = 60  # characters
TEXTS = {"CharField", "SlugField", "TextField"}


@dataclass
class Overlap:
    """One place that both sides changed: `mine` was typed, `theirs` was saved by somebody else.

    before, after  some words around it, if it is part of a line
    """

    mine: str
    theirs: str
    is_body: bool
    before: str = ""
    after: str = ""

    @property
    def sides(self):
        """Return (pieces, markup) of `mine` and of `theirs`; words that the other lacks are "new".

        pieces  [(kind, text)], or None if only the markup differs, which is then safe HTML
        """
        texts = [plain_text(text) if self.is_body else text for text in (self.mine, self.theirs)]
        if texts[0] == texts[1]:
            return [(None, mark_safe(text)) for text in (self.mine, self.theirs)]
        sides = differences(texts[1], texts[0]), differences(texts[0], texts[1])
        return [([piece for piece in pieces if piece.kind != "gone"], "") for pieces in sides]


@dataclass
class JoinedText:
    """A merged text: strings, and an Overlap at each place where a person has to decide."""

    parts: list

    @property
    def text(self):
        """Return the text with `mine` at every overlap."""
        return "".join(part.mine if isinstance(part, Overlap) else part for part in self.parts)

    @property
    def overlaps(self):
        found = [place for place, part in enumerate(self.parts) if isinstance(part, Overlap)]
        for place in found:
            if not self.parts[place].is_body:
                # Between two overlaps there is always a string, and one at either end.
                self.parts[place].before = last_words(self.parts[place - 1])
                self.parts[place].after = first_words(self.parts[place + 1])
        return [self.parts[place] for place in found]

    def overlaps_html(self, *, field, language, name):
        """Render the overlaps under their field, with the data of story_overlaps.js.

        field  the id of the field
        name   the person who saved the other text
        """
        parts = [[part.mine, part.theirs] if isinstance(part, Overlap) else part for part in self.parts]
        context = {"overlaps": self.overlaps, "parts": json.dumps(parts), "field": field}
        context |= {"language": language, "name": name}
        return render_to_string("admin/articles/article/_overlaps.html", context)


def join_texts(column, *, base, mine, theirs):
    """Merge two changes of one column, block by block and word by word; return a JoinedText."""
    is_body = isinstance(column, BodyField)
    typeset = typeset_body if is_body else typeset_quotes
    texts = [typeset(stored_form(column, text)) for text in (base, theirs, mine)]
    # The merge keeps its third argument at overlaps: the typed text stays in its field.
    merged = merge_blocks(*map(body_blocks, texts)) if is_body else merge_text(*texts)
    tidy = sanitise if is_body else str
    parts, start = [], 0
    for place, (other, own) in zip(merged.places, merged.conflicts, strict=True):
        parts.append(tidy("".join(merged.items[start:place])))
        parts.append(Overlap(mine="".join(own), theirs="".join(other), is_body=is_body))
        start = place + len(own)
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
        """Take the saved value if nothing was typed; if both sides changed, let the FormConflict ask.

        A row that one side deletes and the other changes stays, with a question.
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
                message = _(
                    "Not deleted: someone else changed this row in the meantime. Select it again to delete "
                    "it, or keep it."
                )
                conflict.theirs[self.key(name)] = note_beside_field(message, column, now)
            self.values[f"initial-{name}"] = now

    def ask_again(self, conflict):
        """Ask at its first typed field whether to add a row again that somebody else deleted."""
        [first, *_others] = [name for name in self.form.guarded() if name in self.changed]
        message = _("Someone else deleted this row in the meantime. Saving adds it again.")
        conflict.theirs[self.key(first)] = format_html(
            '<div class="theirs"><strong>{}</strong></div>', message
        )


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
    """Return the posted values of a saved row that are not columns: the checkbox of a checked source."""
    is_checked = "is_checked" in form.base_fields and row.checked_at
    return {"is_checked": ["on"], "initial-is_checked": ["True"]} if is_checked else {}


def value_language(column: Field) -> str:
    return getattr(column, "language", "") or get_language()


def value_html(column: Field, values: list[str]) -> str:
    """Render the posted values of a column as safe HTML."""
    if isinstance(column, BodyField):
        return mark_safe(sanitise("".join(values)))
    if column.is_relation:
        found = column.related_model._base_manager.filter(pk__in=filter(is_number, values))
        return ", ".join(str(item) for item in found) or "—"
    text = "".join(values)
    if column.choices:
        text = str(dict(column.flatchoices).get(text, text))
    elif column.get_internal_type() == "BooleanField":
        text = _("Yes") if text in ("on", "True") else _("No")
    return mark_safe(linebreaks(text or "—", autoescape=True))


class FormConflict:
    """Changes by others since a form was opened.

    message   who changed what and when, and what to do now
    saved_by  the name of the person who saved the row, or ""
    theirs    {html name of a field: safe HTML to show under it}, where both sides changed it
    changes   labels of the places that others changed
    """

    message = saved_by = ""

    def __init__(self):
        self.theirs, self.changes = {}, []

    def ask(self, row, name: str, base: list[str], now: list[str]) -> None:
        """Ask which version to keep of a field of a PostedForm that both sides changed.

        base, now  what the form showed, and what is saved
        """
        key, mine = row.key(name), row.form.typed_values(name)
        self.theirs[key] = choice_html(row.form.column(name), key, mine, now, who=self.saved_by)

    def rebase(self, data, form, instance):
        """Merge a posted form with the saved row: fields that were not typed in get its values."""
        row = PostedForm.of(form, data)
        row.rebase(instance, self)
        row.write(data)


def choice_html(column, key, mine, theirs, *, who) -> str:
    """Render the two versions of a field with a choice of one; words that the other lacks are marked.

    key  the html name of the field
    who  the name of the person who saved theirs, or ""
    """
    if isinstance(column, BodyField) or (column.get_internal_type() in TEXTS and not column.choices):
        texts = [stored_form(column, "".join(values)) for values in (mine, theirs)]
        sides = Overlap(*texts, is_body=isinstance(column, BodyField)).sides
    else:
        sides = [(None, value_html(column, values)) for values in (mine, theirs)]
    context = {"key": key, "name": f"{KEEP}{key}", "sides": zip(("mine", THEIRS), sides, strict=True)}
    context |= {"who": who, "language": value_language(column)}
    context["is_file"] = column.get_internal_type() == "FileField"
    return render_to_string("admin/_field_choice.html", context)

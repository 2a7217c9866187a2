"""Posted values of one form, merged with what was saved meanwhile."""

import json
from dataclasses import dataclass

from django.db.models import Field, Model
from django.forms import ModelForm
from django.template.loader import render_to_string
from django.utils.html import format_html, linebreaks
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.admin.forms.fields import stored_form
from articles.body import BodyField, body_blocks, plain_text, sanitise
from articles.checks.context import TEXT
from articles.models import Language, localized
from articles.text.differences import differences
from articles.text.merge import merge_blocks, merge_text

CONTEXT = 60  # characters


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
    texts = [stored_form(column, text) for text in (base, theirs, mine)]
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
        for name in [*form.fields, "DELETE"]:
            for key, short in [
                (form.add_prefix(name), name),
                (form.add_initial_prefix(name), f"initial-{name}"),
            ]:
                if key in data:
                    values[short] = data.getlist(key)
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
        """Take the saved value if nothing was typed; if both sides changed, merge or ask.

        A row that one side deletes and the other changes stays, with a question.
        """
        is_going = "DELETE" in self.values
        for name in self.form.guarded():
            column = self.form.column(name)
            value = self.form.fields[name].prepare_value(column.value_from_object(instance))
            now, base = posted_values(value), self.values.get(f"initial-{name}")
            is_theirs = base not in (None, now) and not is_same_value(column, base, now)
            if base not in (None, now):
                conflict.changes += [changed_place(column, base, now)]
            if name not in self.changed:
                self.values[name] = now if value is not False else []
            elif is_theirs:
                self._join(column, name, base, now, instance, conflict)
            if is_theirs and is_going:
                self.values.pop("DELETE", None)
                message = _(
                    "Not deleted: someone else changed this row in the meantime. Select it again to delete "
                    "it, or keep it."
                )
                conflict.theirs[self.key(name)] = note_beside_field(
                    message, column_html(column, instance), column
                )
            self.values[f"initial-{name}"] = now

    def ask_again(self, conflict):
        """Ask at its first typed field whether to add a row again that somebody else deleted."""
        [first, *_others] = [name for name in self.form.guarded() if name in self.changed]
        message = _("Someone else deleted this row in the meantime. Saving adds it again.")
        conflict.theirs[self.key(first)] = format_html(
            '<div class="theirs"><strong>{}</strong></div>', message
        )

    def _join(self, column, name, base, now, instance, conflict):
        if name not in TEXT_COLUMNS or self.prefix:
            if is_same_value(column, self.values[name], now):
                return
            conflict.theirs[self.key(name)] = note_beside_field(
                _("Saved version:"), column_html(column, instance), column
            )
            return
        joined = join_texts(column, base=base[0], mine=self.values[name][0], theirs=now[0])
        self.values[name] = [joined.text]
        if joined.overlaps:
            language = TEXT_COLUMNS[name]
            conflict.theirs[name] = joined.overlaps_html(
                field=f"id_{name}", language=language, name=conflict.who(language)
            )


def is_same_value(column: Field, one: list[str], other: list[str]) -> bool:
    """Return whether two posted values are the same, apart from line ends."""
    if isinstance(column, BodyField) or column.get_internal_type() in ("CharField", "TextField"):
        return [stored_form(column, text) for text in one] == [stored_form(column, text) for text in other]
    return sorted(one) == sorted(other)


def changed_place(column, base, now):
    """Return the label of a place that others changed: "Text (English), paragraph 2"."""
    label = capfirst(str(column.verbose_name))
    if not isinstance(column, BodyField):
        return label
    known = set(body_blocks(base[0]))
    numbers = [str(number) for number, block in enumerate(body_blocks(now[0]), 1) if block not in known]
    listed = ", ".join(numbers[:5]) + ("…" if len(numbers) > 5 else "")
    return _("%(field)s, paragraph %(number)s") % {"field": label, "number": listed} if listed else label


def note_beside_field(message, html, column):
    language = getattr(column, "language", "") or get_language()
    return format_html(
        '<div class="theirs"><strong>{}</strong> <div lang="{}">{}</div></div>', message, language, html
    )


def extra_values(form: type[ModelForm], row: Model) -> dict[str, list[str]]:
    """Return the posted values of a saved row that are not columns: the checkbox of a checked source."""
    is_checked = "is_checked" in form.base_fields and row.checked_at
    return {"is_checked": ["on"], "initial-is_checked": ["True"]} if is_checked else {}


def posted_values(value: object) -> list[str]:
    """Return a prepared value as a browser posts it."""
    if isinstance(value, list | tuple):
        return [str(item) for item in value]
    return ["" if value is None else str(value)]


def column_html(column, instance):
    """Render the value of a column as safe HTML."""
    if isinstance(column, BodyField):
        return mark_safe(column.value_from_object(instance))
    if column.many_to_many:
        return ", ".join(str(item) for item in column.value_from_object(instance)) or "—"
    display = getattr(instance, f"get_{column.name}_display", None)
    value = display() if display else getattr(instance, column.name)
    if isinstance(value, bool):
        value = _("Yes") if value else _("No")
    return mark_safe(linebreaks(str(value or "—"), autoescape=True))

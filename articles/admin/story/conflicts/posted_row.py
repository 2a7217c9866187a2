"""What was posted for one form, held against what stands now and what the form showed."""

from django.utils.html import format_html, linebreaks
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.admin.forms.guarded import normal
from articles.admin.story.conflicts.joining import changed_paragraphs, join_texts
from articles.admin.story.layout import TEXT
from articles.body import BodyField
from articles.models import Language, localized

TEXT_COLUMNS = {localized(field, language): language for field in TEXT for language in Language}


class PostedForm:
    """The posted values of one form: {"title_en": […], "initial-title_en": […]}, whatever its number."""

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

    @classmethod
    def blank(cls, formset):
        return cls(formset.empty_form, {}, set())

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
        """Take what stands now where nothing was typed; join both, or ask, where both changed.

        A row that one takes away while somebody else changes it stays, and is asked about.
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
                told = _("Not deleted: somebody else changed this row meanwhile. Tick again, or keep it.")
                conflict.theirs[self.key(name)] = note_beside_field(
                    told, column_html(column, instance), column
                )
            self.values[f"initial-{name}"] = now

    def ask_again(self, conflict):
        """Whether to add what one changed, which somebody else took away: told at its first field."""
        [first, *_others] = [name for name in self.form.guarded() if name in self.changed]
        told = _("Somebody else deleted this row meanwhile. If you save, it is added again.")
        conflict.theirs[self.key(first)] = format_html('<div class="theirs"><strong>{}</strong></div>', told)

    def _join(self, column, name, base, now, instance, conflict):
        if name not in TEXT_COLUMNS or self.prefix:
            if is_same_value(column, self.values[name], now):
                return
            conflict.theirs[self.key(name)] = note_beside_field(
                _("Saved now:"), column_html(column, instance), column
            )
            return
        joined = join_texts(column, base=base[0], mine=self.values[name][0], theirs=now[0])
        self.values[name] = [joined.text]
        if joined.overlaps:
            language = TEXT_COLUMNS[name]
            conflict.theirs[name] = joined.shown(
                field=f"id_{name}", language=language, name=conflict.who(language)
            )


def is_same_value(column, one, other):
    """Whether two posted values are one: line ends are no difference."""
    if isinstance(column, BodyField) or column.get_internal_type() in ("CharField", "TextField"):
        return [normal(column, text) for text in one] == [normal(column, text) for text in other]
    return sorted(one) == sorted(other)


def changed_place(column, base, now):
    """A column as others changed it, in words: "Text (English), paragraph 2"."""
    label = capfirst(str(column.verbose_name))
    if isinstance(column, BodyField) and (numbers := changed_paragraphs(base[0], now[0])):
        listed = ", ".join(map(str, numbers[:5])) + ("…" if len(numbers) > 5 else "")
        return _("%(field)s, paragraph %(number)s") % {"field": label, "number": listed}
    return label


def note_beside_field(told, html, column):
    language = getattr(column, "language", "") or get_language()
    return format_html(
        '<div class="theirs"><strong>{}</strong> <div lang="{}">{}</div></div>', told, language, html
    )


def extra_values(form, row):
    """What a form posts of a row that stands, beside its columns: the tick at a source that is checked."""
    is_checked = "is_checked" in form.base_fields and row.checked_at
    return {"is_checked": ["on"], "initial-is_checked": ["True"]} if is_checked else {}


def posted_values(value):
    """A prepared value as a browser posts it."""
    if isinstance(value, list | tuple):
        return [str(item) for item in value]
    return ["" if value is None else str(value)]


def column_html(column, instance):
    """What stands in a column, as safe HTML for people."""
    if isinstance(column, BodyField):
        return mark_safe(column.value_from_object(instance))
    if column.many_to_many:
        return ", ".join(str(item) for item in column.value_from_object(instance)) or "—"
    display = getattr(instance, f"get_{column.name}_display", None)
    value = display() if display else getattr(instance, column.name)
    if isinstance(value, bool):
        value = _("Yes") if value else _("No")
    return mark_safe(linebreaks(str(value or "—"), autoescape=True))

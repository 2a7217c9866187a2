"""Two people changed one story: the form is built anew from what was typed and what stands now."""

from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from articles.body import BodyField
from articles.workflow.saving import PARTS, versions


class Conflict:
    """What somebody else changed since the form was read.

    message  who changed which part, when, and what to do now
    theirs   html name of a field → what stands there now, as safe HTML, where both changed it
    """

    def __init__(self, article, parts):
        self.article, self.parts = article, parts
        self.theirs = {}

    @property
    def message(self):
        told = format_html_join("", "<li>{}</li>", [(self._tell(part),) for part in self.parts])
        return format_html(
            "{}<ul>{}</ul>{}",
            _("Not saved yet: somebody else changed the story while you were writing."),
            told,
            _(
                "What you typed stands below, and with each field that both changed what is saved now."
                " Join them and save again."
            ),
        )

    def _tell(self, part):
        record = self._record_of(part)
        if record is None:
            return _("Somebody changed %(part)s.") % {"part": PARTS[part]}
        return _("%(name)s changed %(part)s, %(when)s") % {
            "name": record.history_user.get_full_name() or record.history_user,
            "part": PARTS[part],
            "when": formats.date_format(timezone.localtime(record.history_date), "DATETIME_FORMAT"),
        }

    def _record_of(self, part):
        """The record of the history that gave a part its current version, or None."""
        current, found = versions(self.article)[part], None
        for record in self.article.history.select_related("history_user").order_by(
            "-history_date", "-history_id"
        )[:50]:
            if record.snapshot.get("versions", {}).get(part) != current:
                break
            found = record
        return found if found and found.history_user else None

    def rebased(self, data, form, formsets):
        """The posted data, judged from now on against what stands now: what was not typed follows it."""
        data = data.copy()
        row = Row.of(form, data)
        row.rebase(self.article, self.theirs)
        row.write(data)
        for part, version in versions(self.article).items():
            data[form.add_prefix(f"version_{part}")] = str(version)
        for formset in formsets:
            self._rebase_rows(data, formset)
        return data

    def _rebase_rows(self, data, formset):
        """Rows that others deleted stay only where something was typed; rows that others added appear."""
        standing = {str(row.pk): row for row in formset.model._default_manager.filter(article=self.article)}
        kept, new = [], []
        for form in formset.forms:
            row = Row.of(form, data)
            row.erase(data)
            number = row.values.get("id", [""])[0]
            if number in standing:
                kept.append((row, standing.pop(number)))
            elif not number or set(form.changed_data) & set(form.guarded()):
                row.values["id"] = [""]
                row.values.pop("DELETE", None)
                new.append((row, None))
        added = [(Row.blank(formset), instance) for instance in standing.values()]
        rows = kept + added + new
        for index, (row, instance) in enumerate(rows):
            row.prefix = formset.add_prefix(index)
            if instance is not None:
                row.rebase(instance, self.theirs)
                row.values["id"] = [str(instance.pk)]
            row.write(data)
        data[f"{formset.prefix}-TOTAL_FORMS"] = str(len(rows))
        data[f"{formset.prefix}-INITIAL_FORMS"] = str(len(kept) + len(added))


class Row:
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

    def rebase(self, instance, theirs):
        for name in self.form.guarded():
            column = self.form.column(name)
            value = self.form.fields[name].prepare_value(column.value_from_object(instance))
            now = posted(value)
            if name not in self.changed:
                self.values[name] = now if value is not False else []
            elif self.values.get(f"initial-{name}") not in (None, now):
                theirs[self.key(name)] = shown(column, instance)
            self.values[f"initial-{name}"] = now


def posted(value):
    """A prepared value as a browser posts it."""
    if isinstance(value, list | tuple):
        return [str(item) for item in value]
    return ["" if value is None else str(value)]


def shown(column, instance):
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

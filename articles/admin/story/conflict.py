"""Edit conflicts: the form merged from what a person typed and what others saved meanwhile."""

from functools import cache

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from articles.admin.display import format_local_datetime
from articles.admin.forms.posted_form import TEXT_COLUMNS, FormConflict, PostedForm, extra_values, join_texts
from articles.models.people import display_name
from articles.workflow.edit_session import PARTS, versions


class Conflict(FormConflict):
    """Changes of a story by others since its form was opened.

    is_asked  whether a person has to decide; otherwise the merged form may be saved
    """

    def __init__(self, article, parts, *, is_asked=False):
        super().__init__()
        self.article, self.parts, self.is_asked = article, parts, is_asked
        self.record_of = cache(self._record_of)

    @property
    def message(self):
        return format_html(
            "{}{}{}",
            _("Not saved yet: someone else changed the story while you were writing."),
            self.changes_html,
            _(
                "Changes that do not overlap are merged below. Where both changed the same words, yours "
                "are in the field and theirs are next to it. Choose or combine them, and save again."
            ),
        )

    @property
    def changes_html(self):
        return format_html(
            "<ul>{}</ul>",
            format_html_join("", "<li>{}</li>", [(self._describe(part),) for part in self.parts]),
        )

    @property
    def joined_message(self):
        """Return the message after a merged save, with the merged changes and a link to the history."""
        return format_html(
            '{}{}<p>{} <a href="{}">{}</a></p>',
            _("Saved and merged with changes that others made while you were writing."),
            self.changes_html,
            _("They changed: %(places)s.") % {"places": ", ".join(dict.fromkeys(self.changes)) or "—"},
            reverse("admin:articles_article_history", args=[self.article.pk]),
            _("See history"),
        )

    def _describe(self, part):
        record = self.record_of(part)
        if record is None:
            return _("Someone changed %(part)s.") % {"part": PARTS[part]}
        return _("%(name)s changed %(part)s, %(when)s") % {
            "name": display_name(record.history_user),
            "part": PARTS[part],
            "when": format_local_datetime(record.history_date),
        }

    def who(self, part):
        """Return the name of the person who last changed a part, or ""."""
        record = self.record_of(part)
        return display_name(record.history_user) if record else ""

    def _record_of(self, part):
        """Return the history record that gave a part its current version, or None."""
        current, found = versions(self.article)[part], None
        for record in self.article.history.select_related("history_user").order_by(
            "-history_date", "-history_id"
        )[:50]:
            if record.snapshot.get("versions", {}).get(part) != current:
                break
            found = record
        return found if found and found.history_user else None

    def ask(self, row, name, base, now):
        """Merge texts of the story word by word, and ask where they overlap; ask about any other value."""
        if name not in TEXT_COLUMNS or row.prefix:
            super().ask(row, name, base, now)
            return
        language = TEXT_COLUMNS[name]
        texts = {"base": base[0], "mine": row.values[name][0], "theirs": now[0]}
        joined = join_texts(row.form.column(name), **texts)
        row.values[name] = [joined.text]
        if joined.overlaps:
            who = self.who(language)
            self.theirs[name] = joined.overlaps_html(field=f"id_{name}", language=language, name=who)

    def rebased(self, data, form, formsets):
        """Return the posted data merged with the saved story, which fills fields that were not typed in."""
        data = data.copy()
        self.rebase(data, form, self.article)
        for part, version in versions(self.article).items():
            data[form.add_prefix(f"version_{part}")] = str(version)
        for formset in formsets:
            self._rebase_rows(data, formset)
        self.is_asked = self.is_asked or bool(self.theirs)
        return data

    def _rebase_rows(self, data, formset):
        """Keep deleted rows only if something was typed in them; add the rows that others added."""
        saved = {str(row.pk): row for row in formset.model._default_manager.filter(article=self.article)}
        kept, new, gone = [], [], []
        for form in formset.forms:
            row = PostedForm.of(form, data)
            row.erase(data)
            pk = row.values.get("id", [""])[0]
            if pk in saved:
                kept.append((row, saved.pop(pk)))
            elif not pk or set(form.changed_data) & set(form.guarded()):
                row.values["id"] = [""]
                row.values.pop("DELETE", None)
                new.append((row, None))
                gone += [row] if pk else []
        added = [(PostedForm(formset.empty_form, {}, set()), instance) for instance in saved.values()]
        rows = kept + added + new
        for index, (row, instance) in enumerate(rows):
            row.prefix = formset.add_prefix(index)
            if instance is not None:
                row.values = row.values or extra_values(formset.form, instance)
                row.rebase(instance, self)
                row.values["id"] = [str(instance.pk)]
            elif row in gone:
                row.ask_again(self)
            row.write(data)
        data[f"{formset.prefix}-TOTAL_FORMS"] = str(len(rows))
        data[f"{formset.prefix}-INITIAL_FORMS"] = str(len(kept) + len(added))

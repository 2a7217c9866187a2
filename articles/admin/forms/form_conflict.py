"""The two versions of a field that two people changed, shown under it to choose from."""

from django.template.loader import render_to_string

from articles.admin.forms.guarded import KEEP, THEIRS, stored_form
from articles.admin.forms.posted_form import Overlap, PostedForm, value_html, value_language
from articles.body import BodyField

TEXTS = {"CharField", "SlugField", "TextField"}


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

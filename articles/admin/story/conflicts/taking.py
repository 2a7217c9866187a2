"""The form of a story with what was typed into it before and not saved, joined with what stands now."""

from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from articles.admin.story.conflicts.conflict import Conflict
from articles.admin.story.conflicts.posted_row import posted_values


class RecoveredForm(Conflict):
    """Typing that is taken into the form again, held against what was saved meanwhile.

    row  the UnsavedTyping
    """

    def __init__(self, article, row):
        super().__init__(article, [])
        self.row = row

    @property
    def message(self):
        when = formats.date_format(timezone.localtime(self.row.kept_at), "DATETIME_FORMAT")
        told = _("What you typed on %(when)s stands in the form now. It is not saved yet.") % {"when": when}
        return format_html("{} {} {}", told, self._told_changes(), self._told_overlaps())

    def _told_changes(self):
        places = ", ".join(dict.fromkeys(self.changes))
        return _("Saved since, and joined with it: %(places)s.") % {"places": places} if places else ""

    def _told_overlaps(self):
        return (
            _("Where both changed the same words, the saved ones stand beside yours.") if self.theirs else ""
        )


def bind_forms(admin, request, article):
    """The form and the formsets of what request.POST holds, without saving or showing them."""
    form = admin.get_form(request, article, change=True)(request.POST, request.FILES, instance=article)
    formsets, _inlines = admin._create_formsets(request, form.instance, change=True)
    return form, formsets


def new_form_data(admin, request):
    """request.POST with what a new story's form begins with wherever nothing was typed."""
    data = request.POST.copy()
    form = admin.get_form(request)(initial=admin.get_changeform_initial_data(request))
    for field in form:
        if field.html_name not in data:
            data.setlist(field.html_name, posted_values(field.field.prepare_value(field.initial)))
    return data

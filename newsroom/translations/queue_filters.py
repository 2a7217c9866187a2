"""Filters of the translators' queue. Values that no filter offers are ignored."""

from collections import Counter

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.admin.list_filters import ALL, ListFilters, section_options
from articles.models import Language, LanguageProgress, Section, TranslationTask, localized
from articles.models.text import line
from articles.models.translation_queue import is_ready

WHOSE = {"free": _("Unassigned"), "mine": _("Mine"), "others": _("Assigned to others")}
EARLY = "early"
LONGEST = 200  # letters of a search: no headline is longer


class QueueFilters(ListFilters):
    """The filters of one request, and the translations that pass them.

    languages  the Languages that the person may write
    rows       the rows of to_translate(); found  the facts of those that pass search and filters
    early      number of translations whose source is still being written
    """

    UNSHOWN = {"language", "source"}  # when the filters are cleared: tabs and headings of their own

    def __init__(self, request, languages, at):
        self.languages = languages
        self.sought = line(request.GET.get("q", "")[:LONGEST])
        filters = {
            "language": ("", [(language.value, language.label) for language in languages]),
            "whose": (_("owner"), WHOSE.items()),
            "task": (_("task"), TranslationTask.choices),
            "section": (_("section"), section_options(Section.objects.all())),
            "source": ("", [(EARLY, "")]),
        }
        super().__init__(request, filters, kept={"q": self.sought})
        self.rows = LanguageProgress.objects.to_translate(languages, at=at)
        facts = self.rows.filter(self._in_headlines()).queue_facts(at=at)
        found = [row for row in facts if self._is_chosen(row, but=self.UNSHOWN)]
        self.counts = Counter(row.language for row in found if is_ready(row) != self.is_early)
        found = [row for row in found if self._is_chosen(row)]
        self.early = sum(not is_ready(row) for row in found)
        self.found = [row for row in found if is_ready(row) != self.is_early]
        self.facts = facts

    @property
    def is_early(self):
        return "source" in self.chosen

    def _in_headlines(self):
        if not self.sought:
            return Q()
        columns = [localized("title", language) for language in Language]
        return Q(*((f"article__{column}__icontains", self.sought) for column in columns), _connector=Q.OR)

    def _is_chosen(self, row, but=()):
        """Return whether a row passes the chosen filters, except those in `but`."""
        values = {
            "language": row.language,
            "whose": self._whose(row),
            "task": row.task,
            "section": str(row.article__section_id),
            "source": EARLY,
        }
        return all(values[name] == value for name, value in self.chosen.items() if name not in but)

    def _whose(self, row):
        return "free" if row.assignee_id is None else "mine" if row.assignee_id == self.user.pk else "others"

    @property
    def tabs(self):
        """[(address, words, count, whether chosen)] of the languages, if there are several."""
        if len(self.languages) < 2:
            return []
        own = [(language.value, language.label, self.counts[language]) for language in self.languages]
        return [
            (self.address(language=value), words, count, self.chosen.get("language", "") == value)
            for value, words, count in [(*ALL, self.counts.total()), *own]
        ]

    @property
    def is_narrowed(self):
        return bool(self.sought or self.chosen.keys() - self.UNSHOWN)

    @property
    def cleared(self):
        return self.address(q="", **dict.fromkeys(self.chosen.keys() - self.UNSHOWN, ""))

    @property
    def to_early(self):
        return self.address(source=EARLY)

    @property
    def to_ready(self):
        return self.address(source="")

    @property
    def free(self):
        """The number of translations that nobody has and whose source is ready, whatever is chosen."""
        return sum(is_ready(row) and row.assignee_id is None for row in self.facts)

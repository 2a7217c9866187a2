"""What the board may be narrowed to; a value that no filter offers is as if it were not there."""

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from articles.admin.dashboard.screen import languages_of
from articles.admin.story.language_status import display_name
from articles.models import Byline, Column, Language, Priority, Progress, Section

ALL = ("", _("All"))
WAITING = "waiting"


class BoardFilters:
    """The choices of one request.

    chosen  {filter: value} of those that are known
    """

    def __init__(self, request):
        self.user = request.user
        holders = get_user_model().objects.filter(held_progress__isnull=False).distinct()
        people = [(str(user.pk), display_name(user)) for user in holders if user != self.user]
        sections = [(str(section.pk), str(section)) for section in Section.objects.all()]
        self.filters = {
            "language": (_("language"), [ALL, *Language.choices]),
            "section": (_("section"), [ALL, *sections]),
            "whose": (
                _("whose"),
                [
                    ALL,
                    (WAITING, _("Waiting for you")),
                    ("mine", _("Mine")),
                    ("nobody", _("Nobody’s")),
                    *sorted_by_name(people),
                ],
            ),
            "only": (_("urgency"), [ALL, ("overdue", _("Overdue")), ("urgent", _("Urgent"))]),
        }
        self.chosen = {
            name: value
            for name, (_title, options) in self.filters.items()
            if (value := request.GET.get(name)) and value in {known for known, _words in options}
        }
        column = request.GET.get("column")
        self.column = Column(column) if column in Column.values else None

    def narrow(self, rows, at):
        """The rows of Progress that are asked for."""
        if language := self.chosen.get("language"):
            rows = rows.filter(language=language)
        if section := self.chosen.get("section"):
            rows = rows.filter(article__section=section)
        if whose := self.chosen.get("whose"):
            rows = rows.filter(self.waiting(at) if whose == WAITING else self.held(whose))
        if self.chosen.get("only") == "urgent":
            rows = rows.filter(priority=Priority.URGENT)
        if self.chosen.get("only") == "overdue":
            rows = rows.filter(pk__in=rows.overdue(at).values("pk"))
        return rows

    def waiting(self, at):
        """What the first screen tells the person of, whoever holds it."""
        rows = Progress.objects.that_wait_for(self.user, **languages_of(self.user), at=at)
        return Q(pk__in=rows.values("pk"))

    def held(self, whose):
        if whose == "nobody":
            return Q(holder=None)
        if whose != "mine":
            return Q(holder=whose)
        signed = Byline.objects.filter(author__user=self.user).values("article")
        mine = Q(article__created_by=self.user) | Q(article__in=signed)
        return Q(holder=self.user) | (Q(holder=None) & mine)

    def address(self, **changed):
        """The board with some of the choices changed; a value of "" takes one away."""
        asked = self.chosen | ({"column": self.column} if self.column else {}) | changed
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    @property
    def to_waiting(self):
        """The board of what waits for the person; "" where that is shown."""
        return "" if self.chosen.get("whose") == WAITING else self.address(whose=WAITING)

    @property
    def cleared(self):
        return self.address(**dict.fromkeys(self.chosen, ""))

    @property
    def without_column(self):
        return self.address(column="")

    @property
    def shown(self):
        """For admin/filter.html: [(title, [{selected, query_string, display}])]."""
        return [
            (
                title,
                [
                    {
                        "selected": value == self.chosen.get(name, ""),
                        "query_string": self.address(**{name: value}),
                        "display": words,
                    }
                    for value, words in options
                ],
            )
            for name, (title, options) in self.filters.items()
        ]


def sorted_by_name(people):
    return sorted(people, key=lambda pair: pair[1])

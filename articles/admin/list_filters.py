"""Filters above a list that is no change list: the board's and the queue's."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

ALL = ("", _("All"))


class ListFilters:
    """The filters of one request. Values that no filter offers are ignored.

    filters  {name: (title, [(value, words)])}; those without a title are not shown above the list
    chosen   {name: value}
    kept     {name: value} of other parameters of the address
    """

    def __init__(self, request: HttpRequest, filters: dict[str, tuple], kept: dict[str, str]):
        self.user, self.filters, self.kept = request.user, filters, kept
        self.chosen = {
            name: value
            for name, (_title, options) in filters.items()
            if (value := request.GET.get(name)) and value in {known for known, _words in options}
        }

    def address(self, **changed: str) -> str:
        """Return the address of the list with some filters changed; "" removes one."""
        query = self.chosen | self.kept | changed
        return "?" + urlencode({name: value for name, value in query.items() if value})

    @property
    def cleared(self):
        return self.address(**dict.fromkeys(self.chosen, ""))

    @property
    def shown(self):
        """The filters for admin/filter.html: [(title, [{selected, query_string, display}])]."""
        return [
            (
                title,
                [
                    {
                        "selected": value == self.chosen.get(name, ""),
                        "query_string": self.address(**{name: value}),
                        "display": words,
                    }
                    for value, words in [ALL, *options]
                ],
            )
            for name, (title, options) in self.filters.items()
            if title
        ]


def section_options(sections: QuerySet) -> list[tuple[str, str]]:
    """Return the options of a filter by section."""
    return [(str(section.pk), str(section)) for section in sections]

"""What a list is asked for, in its address or by an autocomplete, and how it bears whatever that is."""

from django.contrib.admin import DateFieldListFilter
from django.contrib.admin.views.main import ChangeList

from articles.admin.forms.choosing import is_number
from articles.models.text import line

# Databases and calendars choke on some values of these, and no filter of ours asks for them.
UNBOUNDED = {"regex", "iregex", "year", "iso_year"}


class KnownFilters(ChangeList):
    """A list for which a value that none of its filters offers is as if it were not there."""

    def get_filters(self, request):
        found = super().get_filters(request)
        unknown = {name for spec in found[0] if self._is_unknown(spec) for name in spec.expected_parameters()}
        if not unknown:
            return found
        for name in unknown:
            self.params.pop(name, None)
            self.filter_params.pop(name, None)
        return super().get_filters(request)

    def _is_unknown(self, spec):
        """A span of days is known though no choice of the filter names it."""
        if not spec.used_parameters or isinstance(spec, DateFieldListFilter):
            return False
        counts, self.add_facets = self.add_facets, False  # to count, a choice would ask for the filters again
        is_known = any(choice["selected"] for choice in spec.choices(self))
        self.add_facets = counts
        return not is_known


class AskedLists:
    """Lists whose addresses may ask for anything: what a database chokes on is a bad request, no error.

    Words are looked for in the normal form in which they are stored: some systems type and paste
    Hangul in pieces, which look the same and are found nowhere.
    """

    def lookup_allowed(self, lookup, value, request):
        values = value if isinstance(value, list | tuple) else [value]
        is_bounded = all(is_number(item) for item in values if str(item).isdecimal())
        is_bounded = is_bounded and UNBOUNDED.isdisjoint(lookup.split("__"))
        return is_bounded and super().lookup_allowed(lookup, value, request)

    def get_changelist(self, request, **kwargs):
        return KnownFilters

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, line(search_term))

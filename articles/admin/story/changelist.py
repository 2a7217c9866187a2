"""The list of stories and its columns, in a constant number of queries."""

from django.contrib import admin
from django.contrib.admin import options
from django.contrib.admin.views.main import SEARCH_VAR
from django.utils.functional import cached_property
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from articles.admin.base import KnownFiltersChangeList
from articles.admin.display import datetime_html, headline_html, labelled_cell, swatch, thumb_html
from articles.admin.site import (
    STORY_LIST_ACTIONS,
    Passage,
    find_stories,
    has_story_search,
    render_story_list_parts,
)
from articles.admin.story_rows import RowLinks, StoryRow
from articles.models import Article, Language
from articles.text.search.query import split_query

MOST_NAMED, LONGEST_NAMED = 20, 40  # words of a search that are named, and their letters


class StoryChangeList(KnownFiltersChangeList):
    """Change list that fetches the data of all rows at once, as of one instant.

    found  the FoundStories of a full-text search, or None; they are shown in the order of the list. Where
           it finds nothing, the letters of headlines and summaries are searched
    """

    def get_queryset(self, request, *args, **kwargs):
        query = self.query
        self.found = find_stories(query) if query else None
        self.search_help_text = self.search_help_text if query else ""  # the list needs the place
        is_found = bool(self.found and self.found.ids)
        if is_found:
            self.query = ""  # that Django does not search as well
        rows = super().get_queryset(request, *args, **kwargs).for_list(request.at)
        self.query = query
        return rows.filter(pk__listed=self.found.ids) if is_found else rows

    @property
    def left_out(self):
        """The words of the search that were too many, as a line; "" if all were searched."""
        words = split_query(self.query).left_out
        named = ", ".join(word[:LONGEST_NAMED] for word in words[:MOST_NAMED])
        return f"{named} …" if len(words) > MOST_NAMED else named

    @property
    def rare_filters(self):
        """The filters that are folded together: they are seldom used."""
        return [spec for spec in self.filter_specs if getattr(spec, "is_rare", False)]

    @property
    def rare_count(self):
        """The number of those that are in use."""
        return sum(1 for spec in self.rare_filters if spec.value())

    @property
    def kept_parameters(self):
        """[(name, value)] of what the form of the rare filters has to keep of the address."""
        rare = {spec.parameter_name for spec in self.rare_filters}
        kept = {name: values[-1] for name, values in self.filter_params.items() if name not in rare}
        return list((kept | ({SEARCH_VAR: self.query} if self.query else {})).items())

    @cached_property
    def hides_rows(self):
        """Whether there are stories, all of which are hidden until somebody asks for them."""
        return not self.result_count and Article.objects.exists()

    def get_results(self, request):
        super().get_results(request)
        links = RowLinks(request)
        passages = self.found.passages(self.result_list) if self.found and self.found.ids else {}
        for article in self.result_list:
            article.passage = passages.get(article.pk)
            article.chips = links.story_chips.get(article.pk, [])
            article.rows = [StoryRow(row, request.at, links) for row in article.progress.all()]


class StoryListMixin:
    """The list of stories with the actions, parts and search that packages have registered."""

    @property
    def search_help_text(self):
        if not has_story_search():
            return ""
        return _(
            "Searches for whole words in headline, summary, text, captions, topics and authors, in both"
            " languages. The story that was changed last comes first."
        )

    def get_actions(self, request, action_location=options.ActionLocation.CHANGE_LIST):
        if action_location != options.ActionLocation.CHANGE_LIST or options.IS_POPUP_VAR in request.GET:
            return {}
        return {
            one.name: options.Action(
                lambda _admin, request, stories, one=one: one.respond(request, stories),
                one.name, one.label, one.label, [action_location],
            )
            for one in STORY_LIST_ACTIONS.values()
            if one.may_use(request.user)
        }  # fmt: skip

    def changelist_view(self, request, extra_context=None):
        parts = render_story_list_parts(request) if request.method == "GET" else []
        return super().changelist_view(request, {"list_parts": parts} | (extra_context or {}))


def status_html(article, language):
    """Render the status of one language, with a mark for the source and a link to the translation screen."""
    line = next((line for line in article.rows if line.row.language == language), None)
    if line is None:
        return ""
    chips = line.status_chips
    if article.source_language == language:
        chips.append(format_html('<span class="source">{}</span>', pgettext("language of a story", "source")))
    if line.translate:
        chips.append(format_html('<a href="{}">{}</a>', line.translate, gettext("Translate")))
    return labelled_cell(line.language, format_html_join(" ", "{}", ((one,) for one in chips)))


@admin.display(description=_("image"))
def picture(article):
    return thumb_html(article.lead_image, 84, 56)


@admin.display(description=_("story"))
def headline(article: Article) -> SafeString:
    """Render the headline, the number and chips, and under them the passage that matched a search."""
    name = format_html('{}&nbsp;<span class="number">{}</span>', headline_html(article), article.pk)
    name += format_html_join("", " {}", ((one,) for one in article.chips))
    return name + passage_html(article.passage) if article.passage else name


def passage_html(passage: Passage) -> SafeString:
    """Render the passage of a story that matched a search, its words marked, with its part and language."""
    marked = (
        format_html("<mark>{}</mark>", text) if is_hit else escape(text) for text, is_hit in passage.pieces
    )
    return format_html(
        '<span class="passage"><span class="quiet">{} · {}</span> <span lang="{}">{}</span></span>',
        passage.label,
        Language(passage.language).label,
        passage.language,
        SafeString("".join(marked)),
    )


@admin.display(description=_("English"))
def in_english(article):
    return status_html(article, Language.EN)


@admin.display(description=_("Korean"))
def in_korean(article):
    return status_html(article, Language.KO)


@admin.display(description=_("section"))
def section_name(article):
    return swatch(article.section) if article.section else ""


@admin.display(description=_("assigned to"))
def assignees(article):
    """Render each assignee once, and under them the current due dates."""
    names = dict.fromkeys(row.assignee for row in article.rows if row.assignee)
    parts = [format_html("<span>{}</span>", ", ".join(names))] if names else []
    parts += [
        format_html('<span class="cell-due">{} {}</span>', row.language, row.due_html)
        for row in article.rows
        if row.due_html
    ]
    return format_html_join(" ", "{}", ((part,) for part in parts))


@admin.display(description=_("changed"), ordering="changed_at")
def changed(article: Article) -> SafeString:
    return datetime_html(article.changed_at)


COLUMNS = (picture, headline, in_english, in_korean, section_name, assignees, changed)

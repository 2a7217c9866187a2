"""Admin of stories: the list, with a constant number of queries, and the screens of one story."""

from django.contrib import admin, messages
from django.contrib.admin import options
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import SEARCH_VAR
from django.http import HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csp import csp_override

from articles.admin.base import KnownFiltersChangeList
from articles.admin.display import datetime_html, headline_html, labelled_cell, swatch, thumb_html
from articles.admin.editor_pickers import picker_urls
from articles.admin.site import (
    STORY_LIST_ACTIONS,
    Passage,
    find_stories,
    has_story_search,
    render_story_list_parts,
)
from articles.admin.story.actions.views import ActionScreen
from articles.admin.story.autosave import AutosaveScreen
from articles.admin.story.filters import FILTERS
from articles.admin.story.form_screen import StoryFormAdmin
from articles.admin.story.history import HistoryScreen
from articles.admin.story.notes import NotesScreen
from articles.admin.story.preflight import PreflightScreen
from articles.admin.story.preview import WITH_FRAME, PreviewScreen
from articles.admin.story.screens import StoryAdmin
from articles.admin.story.suggestions import StoryExceptionsScreen
from articles.admin.story.withdrawal import WithdrawalScreen
from articles.admin.story_rows import RowLinks, StoryRow, new_story_links, story_address
from articles.models import Article, Edition, Language
from articles.text.search.query import split_query

SCREENS = [AutosaveScreen, PreviewScreen, PreflightScreen, StoryExceptionsScreen]
SCREENS += [NotesScreen, ActionScreen, WithdrawalScreen, HistoryScreen]
FEW = 100  # up to this many found stories are looked up by id
MOST_BY_LETTERS = 10_000  # newest stories whose headlines and summaries are searched for substrings
MOST_NAMED, LONGEST_NAMED = 20, 40  # ignored words of a search that are listed, and characters shown of each


class StoryChangeList(KnownFiltersChangeList):
    """Change list that fetches the data of all rows at once, as of one instant.

    found       the FoundStories of a full-text search, or None; the list keeps its order. If no story has the
                words, headlines and summaries are searched for them as substrings
    by_letters  the number of stories searched for substrings if that was not all of them, else None
    """

    by_letters = None

    def get_queryset(self, request, *args, **kwargs):
        query, self.query = self.query, ""  # keeps Django from searching as well
        self.search_help_text = self.search_help_text if query else ""  # saves space if there is no query
        rows = super().get_queryset(request, *args, **kwargs).for_list(request.at)
        self.query = query
        self.found = find_stories(query, rows if self.get_filters_params() else None) if query else None
        if not (self.found and self.found.has_words):
            rows = self._newest(rows) if self.found else rows
            return self.model_admin.get_search_results(request, rows, query)[0]
        rows = self.root_queryset.order_by(*rows.query.order_by).for_list(request.at)
        return _only_found(rows, self.found.ids)

    def _newest(self, rows):
        """Return only the MOST_BY_LETTERS rows with the highest ids, since no index finds substrings.

        Set `by_letters` if there are more rows.
        """
        numbers = rows.order_by("-pk").values_list("pk", flat=True)
        older = numbers[MOST_BY_LETTERS : MOST_BY_LETTERS + 1].first()
        if older is None:
            return rows
        self.by_letters = MOST_BY_LETTERS
        return rows.filter(pk__gt=older)

    @property
    def left_out(self):
        """Return the words that exceeded the limits of the search, joined by commas; "" if there are none."""
        words = split_query(self.query).left_out
        named = ", ".join(word[:LONGEST_NAMED] for word in words[:MOST_NAMED])
        return f"{named} …" if len(words) > MOST_NAMED else named

    @property
    def rare_filters(self):
        """Return the rarely used filters, which are folded together."""
        return [spec for spec in self.filter_specs if getattr(spec, "is_rare", False)]

    @property
    def rare_count(self):
        """Return the number of rare filters in use."""
        return sum(1 for spec in self.rare_filters if spec.value())

    @property
    def kept_parameters(self):
        """Return [(name, value)] of the query parameters that the form of rare filters has to keep."""
        rare = {spec.parameter_name for spec in self.rare_filters}
        kept = {name: values[-1] for name, values in self.filter_params.items() if name not in rare}
        return list((kept | ({SEARCH_VAR: self.query} if self.query else {})).items())

    @cached_property
    def hides_rows(self):
        """Return whether there are stories, but the list hides all of them."""
        return not self.result_count and Article.objects.exists()

    def get_results(self, request):
        super().get_results(request)
        links = RowLinks(request)
        passages = self.found.passages(self.result_list) if self.found and self.found.has_words else {}
        for article in self.result_list:
            article.passage = passages.get(article.pk)
            article.chips = links.story_chips.get(article.pk, [])
            article.rows = [StoryRow(row, request.at, links) for row in article.progress.all()]


def _only_found(rows, ids):
    """Return the rows with the given ids, as a queryset that keeps the ids as `found_ids`.

    The database looks up a few ids one by one. For many, it reads the rows in the order of the list, through
    an index, until the page is full.
    """
    rows = rows.among(ids) if len(ids) > FEW else rows.filter(pk__listed=ids)
    rows.found_ids = list(ids)
    return rows


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
    return labelled_cell(line.language, format_html_join(" ", "{}", ((chip,) for chip in chips)))


@admin.display(description=_("image"))
def picture(article):
    return thumb_html(article.lead_image, 84, 56)


@admin.display(description=_("story"))
def headline(article: Article) -> SafeString:
    """Render the headline, the number and chips, and below them the passage that matched a search."""
    name = format_html('{}&nbsp;<span class="number">{}</span>', headline_html(article), article.pk)
    name += format_html_join("", " {}", ((chip,) for chip in article.chips))  # type: ignore[attr-defined]  # set by the list of stories
    return name + passage_html(article.passage) if article.passage else name  # type: ignore[attr-defined]  # set by the search


def passage_html(passage: Passage) -> SafeString:
    """Render the passage that matched a search: the part of the story, the language, and the marked text."""
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
    """Render each assignee once, and below them the current due dates."""
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
    return datetime_html(article.changed_at)  # type: ignore[return-value]  # marked as safe


COLUMNS = (picture, headline, in_english, in_korean, section_name, assignees, changed)


@admin.register(Article)
class ArticleAdmin(StoryAdmin):
    """Story list, with the actions, parts and search that packages have registered.

    StoryFormAdmin serves the form, and SCREENS serve all other addresses.
    """

    list_display = COLUMNS
    list_display_links = (headline,)
    list_filter = FILTERS
    list_per_page = 50
    sortable_by = (changed,)  # type: ignore[assignment]  # Django also accepts the function of a column
    search_fields = ("title_en", "title_ko", "summary_en", "summary_ko")
    view_on_site = False

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
            action.name: options.Action(
                lambda _admin, request, stories, action=action: action.respond(request, stories),
                action.name, action.label, action.label, [action_location],
            )
            for action in STORY_LIST_ACTIONS.values()
            if action.may_use(request.user)
        }  # fmt: skip

    def get_urls(self):
        screens = [pattern for screen in SCREENS for pattern in screen(self).urls()]
        return [*picker_urls(self.admin_site), *screens, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        parts = render_story_list_parts(request) if request.method == "GET" else []
        context = {"list_parts": parts, "acts": new_story_links(request.user)}
        return super().changelist_view(request, context | (extra_context or {}))

    def get_changelist(self, request, **kwargs):
        return StoryChangeList

    def get_paginator(self, request, queryset, *args, **kwargs):
        paginator = super().get_paginator(request, queryset, *args, **kwargs)
        if hasattr(queryset, "found_ids"):
            paginator.ids = queryset.found_ids
        return paginator

    def get_search_results(self, request, queryset, search_term):
        return queryset.matching(search_term).defer("body", "body_en", "body_ko"), False

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        form = StoryFormAdmin(self.model, self.admin_site)
        view = csp_override(WITH_FRAME)(form.changeform_view)  # allows the frame of the preview panel
        return view(request, object_id, form_url, extra_context)

    def history_view(self, request, object_id, extra_context=None):
        return HistoryScreen(self).history_view(request, object_id)

    def delete_view(self, request, object_id, extra_context=None):
        """Refuse to delete a published story, which has to be withdrawn instead."""
        article = self.get_object(request, unquote(object_id))
        if article is not None and Edition.objects.filter(article=article).exists():
            refusal = gettext("A published story cannot be deleted. Withdraw it instead.")
            messages.error(request, refusal)
            return HttpResponseRedirect(story_address(article.pk))
        return super().delete_view(request, object_id, extra_context)

    def instead(self, request, article):
        text = gettext("Remove it from the related links of these stories before deleting it.")
        return text if self.has_change_permission(request) else ""

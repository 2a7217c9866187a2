"""Admin of stories: the list, one form for both languages, and the screens about one story."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from articles.admin.base import BilingualAdmin
from articles.admin.editor.pickers import picker_urls
from articles.admin.story import changelist
from articles.admin.story.actions.views import ActionScreen
from articles.admin.story.conflicts.autosave import AutosaveScreen
from articles.admin.story.history.views import HistoryScreen
from articles.admin.story.notes import NotesScreen
from articles.admin.story.preflight import PreflightScreen
from articles.admin.story.preview import PreviewScreen
from articles.admin.story.story_exceptions import StoryExceptionsScreen
from articles.admin.story.story_form import StoryFormAdmin
from articles.admin.story_rows import story_address
from articles.models import Article, Edition

SCREENS = [
    AutosaveScreen,
    PreviewScreen,
    PreflightScreen,
    StoryExceptionsScreen,
    NotesScreen,
    ActionScreen,
    HistoryScreen,
]


@admin.register(Article)
class ArticleAdmin(BilingualAdmin):
    """The list of stories. The form is a StoryFormAdmin's; every other address belongs to one of SCREENS."""

    list_display = changelist.COLUMNS
    list_display_links = (changelist.headline,)
    list_filter = changelist.FILTERS
    list_per_page = 50
    show_full_result_count = False
    sortable_by = (changelist.changed,)
    search_fields = ("title_en", "title_ko", "summary_en", "summary_ko")
    view_on_site = False

    def get_urls(self):
        screens = [pattern for screen in SCREENS for pattern in screen(self).urls()]
        return [*picker_urls(self.admin_site), *screens, *super().get_urls()]

    def get_changelist(self, request, **kwargs):
        return changelist.StoryChangeList

    def get_search_results(self, request, queryset, search_term):
        return queryset.matching(search_term).defer("body", "body_en", "body_ko"), False

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        form = StoryFormAdmin(self.model, self.admin_site)
        return form.changeform_view(request, object_id, form_url, extra_context)

    def history_view(self, request, object_id, extra_context=None):
        return HistoryScreen(self).history_view(request, object_id)

    def delete_view(self, request, object_id, extra_context=None):
        """Refuse to delete a story that was published: it is withdrawn instead."""
        article = self.get_object(request, unquote(object_id))
        if article is not None and Edition.objects.filter(article=article).exists():
            refusal = _("A story that was published is not deleted; withdraw it instead.")
            messages.error(request, refusal)
            return HttpResponseRedirect(story_address(article.pk))
        return super().delete_view(request, object_id, extra_context)

    def instead(self, request, article):
        text = _("Take it out of the related links of these stories first; then it can be deleted.")
        return text if self.has_change_permission(request) else ""

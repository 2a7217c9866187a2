"""Admin of stories: their list, and the screens about one of them."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override

from articles.admin.editor.pickers import picker_urls
from articles.admin.story import changelist
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
from articles.admin.story_rows import new_story_links, story_address
from articles.models import Article, Edition

SCREENS = [AutosaveScreen, PreviewScreen, PreflightScreen, StoryExceptionsScreen]
SCREENS += [NotesScreen, ActionScreen, WithdrawalScreen, HistoryScreen]


@admin.register(Article)
class ArticleAdmin(changelist.StoryListMixin, StoryAdmin):
    """The list of stories. The form is a StoryFormAdmin's; every other address belongs to one of SCREENS."""

    list_display = changelist.COLUMNS
    list_display_links = (changelist.headline,)
    list_filter = FILTERS
    list_per_page = 50
    sortable_by = (changelist.changed,)
    search_fields = ("title_en", "title_ko", "summary_en", "summary_ko")
    view_on_site = False

    def get_urls(self):
        screens = [pattern for screen in SCREENS for pattern in screen(self).urls()]
        return [*picker_urls(self.admin_site), *screens, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(
            request, {"acts": new_story_links(request.user)} | (extra_context or {})
        )

    def get_changelist(self, request, **kwargs):
        return changelist.StoryChangeList

    def get_search_results(self, request, queryset, search_term):
        return queryset.matching(search_term).defer("body", "body_en", "body_ko"), False

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        form = StoryFormAdmin(self.model, self.admin_site)
        view = csp_override(WITH_FRAME)(form.changeform_view)  # for the preview panel
        return view(request, object_id, form_url, extra_context)

    def history_view(self, request, object_id, extra_context=None):
        return HistoryScreen(self).history_view(request, object_id)

    def delete_view(self, request, object_id, extra_context=None):
        """Refuse to delete a story that was published: it is withdrawn instead."""
        article = self.get_object(request, unquote(object_id))
        if article is not None and Edition.objects.filter(article=article).exists():
            refusal = _("A published story cannot be deleted. Withdraw it instead.")
            messages.error(request, refusal)
            return HttpResponseRedirect(story_address(article.pk))
        return super().delete_view(request, object_id, extra_context)

    def instead(self, request, article):
        text = _("Remove it from the related links of these stories before deleting it.")
        return text if self.has_change_permission(request) else ""

"""On a finding itself: that the translation of a segment says already what its source says now.

Who mends a stale segment in the ordinary form has not said so: the form cannot know why a text was rewritten.
"""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.admin.story.actions.view import return_url
from articles.admin.story.page import StoryPages
from articles.admin.story.preflight import preflight_url
from articles.models import Language
from articles.workflow.bench import SegmentGone
from articles.workflow.translating import SegmentConflict, TranslationRefused, accept


class AcceptTranslationAdmin(StoryPages):
    """The part of ArticleAdmin that takes the button of such a finding."""

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.holds_view))
        return [path("<int:object_id>/holds/", view, name="articles_article_holds"), *super().get_urls()]

    def holds_view(self, request, object_id):
        """Accept the segment that the button names, if both sides of it still are as they were shown."""
        article = self.story_of(request, object_id)
        language, name, source, target = (request.POST.get("holds", "").split(" ") + [""] * 4)[:4]
        if language not in Language.values or not target:
            raise Http404
        try:
            accept(article, language, name, by=request.user, source=source, seen=target)
        except (SegmentGone, SegmentConflict):
            messages.error(request, _("The segment has changed since this page was shown. Look at it again."))
        except TranslationRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Noted: the translation says what its source says now."))
        return HttpResponseRedirect(return_url(request, article, preflight_url(article, language)))

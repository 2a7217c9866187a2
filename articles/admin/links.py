"""Links from lists to the screens of the daily work, for those who may use them."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models import Language, LanguageProgress, Stage, Wanted
from articles.translations import translation_address
from articles.workflow.permissions import Verb, may


class TranslationLinks:
    """Links to the translation screen for one person."""

    def __init__(self, user):
        self.user = user
        self.languages = {language.value for language in Language if may(user, Verb.WRITE, language)}

    def to(self, row: LanguageProgress) -> str:
        """Return the address of the screen if translating is this person's next step, else "".

        row  fetched with its story and freshness
        """
        is_translation = row.language != row.article.source_language and row.wanted != Wanted.NOTHING
        is_open = row.stage == Stage.WRITING or row.is_stale
        is_free = row.assignee_id in (None, self.user.pk)
        if not (is_translation and is_open and is_free and row.language in self.languages):
            return ""
        return translation_address(row.article_id, row.language)


class AssignLinks:
    """Links to the assignment page that lead back to the current page, for one request."""

    def __init__(self, request):
        self.languages = {
            language.value for language in Language if may(request.user, Verb.APPROVE, language)
        }
        self.back = urlencode({"next": request.get_full_path()})

    def to(self, row: LanguageProgress) -> str:
        """Return the address of the page, or "" if the person may not assign this language."""
        if row.language not in self.languages:
            return ""
        page = reverse("admin:articles_article_action", args=[row.article_id, row.language, "assign"])
        return f"{page}?{self.back}"


def story_address(article_id: int) -> str:
    """Return the address of a story's form. Its top shows messages and the reason a text was sent back."""
    return reverse("admin:articles_article_change", args=[article_id])


def list_address(**filters: str) -> str:
    """Return the address of the list of stories with filters: list_address(en="in_review")."""
    return f"{reverse('admin:articles_article_changelist')}?{urlencode(filters)}"


def new_story_links(user) -> list[tuple[str, str]]:
    """Return [(address, words)] of the two ways to create a story, or [] without the permission."""
    if not user.has_perm("articles.add_article"):
        return []
    return [
        (reverse("admin:articles_article_add"), _("New story")),
        (reverse("admin:articles_article_from_text"), _("New story from text")),
    ]

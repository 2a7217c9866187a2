"""From the board and the calendar to the page of “Assign…”, and back."""

from django.urls import reverse
from django.utils.http import urlencode

from articles.models import Language
from articles.workflow.permissions import Verb, may


class AssignLinks:
    """The addresses for one request; "" where the person may not assign."""

    def __init__(self, request):
        self.languages = {
            language.value for language in Language if may(request.user, Verb.APPROVE, language)
        }
        self.back = urlencode({"next": request.get_full_path()})

    def to(self, row):
        """Of a row of Progress."""
        if row.language not in self.languages:
            return ""
        page = reverse("admin:articles_article_step", args=[row.article_id, row.language, "assign"])
        return f"{page}?{self.back}"

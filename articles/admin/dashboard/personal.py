"""Notes that mention the person who looks at the first screen."""

from django.urls import reverse

from articles.admin.headlines import headline, typed
from articles.models import Note

NOTES = 6
EXCERPT = 160  # characters of a note


def notes_for(user):
    """[(Note, its words, headline, address)] of the threads that wait for a person's answer; one query."""
    if not user.has_perm("articles.view_note"):
        return []
    return [
        (note, typed(excerpt(note.text)), headline(note.article), address(note))
        for note in Note.objects.waiting_for(user)[:NOTES]
    ]


def excerpt(text):
    return text if len(text) <= EXCERPT else text[:EXCERPT].rstrip() + "…"


def address(note):
    return f"{reverse('admin:articles_article_notes', args=[note.article_id])}#note-{note.called_in}"

"""What calls the person who looks at the first screen: notes that mention them, notifications."""

from django.urls import reverse

from articles.admin.headlines import headline, typed
from articles.models import Note, Notification, Why
from articles.notifying.telling import told

NOTES = 6
MOST_NEWS = 4
READ = 20  # notifications that are looked through for them
NEWS = [Why.NOTED, Why.APPROVED, Why.PUBLISHED, Why.CORRECTED, Why.GONE]
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


def news_for(user):
    """Unread notifications, in words, of what is not on the screen as work: the latest of each text."""
    rows = Notification.objects.unread().filter(user=user, why__in=NEWS).select_related("event__actor")
    latest = {}
    for row in rows[:READ]:
        latest.setdefault((row.event.subject_id, row.event.language), row)
    return told(list(latest.values())[:MOST_NEWS])

"""One notification in words, for the page in the admin and for e-mail: in the language that is active."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from articles.models import Article, EditionKind, Language, Note, localized, other
from articles.models.people import display_name
from articles.text.script import language_of
from articles.translations import translation_address
from articles.workflow.assignments import assigned_together, counts_together
from articles.workflow.transitions import desk_change
from newsroom.notifications.models import Notification, NotificationReason

HEADLINES = [localized("title", language) for language in Language]
EXCERPT = 300  # characters of a note or reason
TO_TRANSLATE = (NotificationReason.ASSIGNED, NotificationReason.RETURNED)


@dataclass
class NotificationLine:
    """A notification in words: its reason, headline and language, the person who acted, what they wrote.

    translation  address of the translation screen, if it asks for work there
    """

    notification: Notification
    headline: str
    headline_language: str
    words: str = ""
    translation: str = ""

    @property
    def words_language(self):
        """That of its letters; the active one where they tell none."""
        return language_of(self.words) or get_language()

    @property
    def why(self):
        why = NotificationReason(self.notification.why)
        is_correction = self.notification.event.details.get("kind") == EditionKind.CORRECTION
        is_change = why == NotificationReason.CORRECTED and not is_correction
        return _("The source has changed") if is_change else why.label

    @property
    def stale(self):
        """Return in words how many segments a change of the source made stale, as it was then."""
        event = self.notification.event
        count = event.details.get("stale") if self.notification.why == NotificationReason.CORRECTED else None
        if not count:
            return ""
        if other(event.language) == Language.EN:
            words = ngettext(
                "%(count)d segment of the English text is outdated",
                "%(count)d segments of the English text are outdated",
                count,
            )
        else:
            words = ngettext(
                "%(count)d segment of the Korean text is outdated",
                "%(count)d segments of the Korean text are outdated",
                count,
            )
        return words % {"count": count}

    @property
    def language(self):
        language = self.notification.event.language
        return Language(language).label if language else ""

    @property
    def actor(self):
        actor = self.notification.event.actor
        return display_name(actor) if actor else ""

    @property
    def address(self):
        """The page that marks it read and goes on to the story or the note."""
        return reverse("admin:notification", args=[self.notification.pk])


def notification_lines(notifications: Iterable[Notification]) -> list[NotificationLine]:
    """Return the lines of notifications, whose events and actors were fetched along.

    Three queries at most.
    """
    notifications = list(notifications)
    events = [notification.event for notification in notifications]
    stories = Article.objects.filter(pk__in={event.subject_id for event in events})
    stories = {story.pk: story for story in stories.only("source_language", *HEADLINES)}
    ids = {event.details.get("note") for event in events} - {None}
    notes = dict(Note.objects.filter(pk__in=ids).values_list("pk", "text")) if ids else {}
    counts = counts_together([one.event for one in notifications if one.is_of_many])
    return [
        _line_of_many(one, count)
        if (count := counts.get(_together(one.event), 0)) > 1 and one.is_of_many
        else _notification_line(one, stories.get(one.event.subject_id), notes)
        for one in notifications
    ]


def _together(event):
    return event.details.get("bulk"), event.details.get("to")


def _line_of_many(notification, count):
    words = ngettext("You were assigned %(count)d story", "You were assigned %(count)d stories", count)
    return NotificationLine(notification, words % {"count": count}, get_language())


def _notification_line(notification, story, notes):
    event, mine = notification.event, Language(get_language())
    headlines = {language: story.text("title", language) if story else "" for language in (mine, other(mine))}
    language = next((language for language, headline in headlines.items() if headline), mine)
    words = notes.get(event.details.get("note"), "") or event.reason
    if len(words) > EXCERPT:
        words = words[:EXCERPT].rstrip() + "…"
    address = _translation_screen(notification, story)
    return NotificationLine(notification, headlines[language], str(language), words, address)


def _translation_screen(notification, story):
    """Return the address of the translation screen for a text that was given, sent back, or left behind."""
    event, why = notification.event, notification.why
    if why == NotificationReason.CORRECTED and event.details.get("stale"):
        return translation_address(event.subject_id, other(event.language))
    is_translation = story is not None and event.language and event.language != story.source_language
    return translation_address(story.pk, event.language) if is_translation and why in TO_TRANSLATE else ""


def target_address(notification: Notification) -> str:
    """Return the address of what a notification is about: of an approval, what the desk had changed."""
    event = notification.event
    if notification.is_of_many and assigned_together(event).count() > 1:
        return f"{reverse('admin:articles_article_changelist')}?together={event.pk}"
    if note := event.details.get("note"):
        return reverse("admin:articles_article_notes", args=[event.subject_id]) + f"#note-{note}"
    is_approval = notification.why == NotificationReason.APPROVED
    if is_approval and (change := desk_change(event)):
        return change.address
    return reverse("admin:articles_article_change", args=[event.subject_id])

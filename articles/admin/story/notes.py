"""Notes of a story, on a separate page and in the panel of the story form."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.display import language_label, text_language
from articles.admin.forms.fields import is_number
from articles.admin.site import may_see
from articles.admin.story.screens import StoryScreen
from articles.admin.story_rows import story_address
from articles.annotations import User
from articles.body import plain_text
from articles.models import Article, Language, Note
from articles.models.people import BY_NAME, display_name
from articles.text.punctuation import fold_quotes
from articles.workflow import notes
from articles.workflow.notes import LONGEST, NoteRefused

PANEL = "panel"  # query parameter: render the notes without the page around them
NEW_NOTE_FIELDS = ("language", "field", "passage")


@dataclass
class NoteThread:
    """A note with its replies.

    is_lost  whether its passage is no longer in the text
    typed    a reply that was refused
    """

    note: Note
    is_lost: bool
    typed: str = ""

    @property
    def notes(self):
        """Return [(note, language of its script)] of the note and its replies."""
        return [(note, text_language(note.text)) for note in (self.note, *self.note.replies.all())]

    @property
    def language(self):
        return language_label(self.note.language)

    @property
    def text_language(self):
        return text_language(self.note.text)

    @property
    def address(self):
        """Return the address of the note on the page of notes."""
        return f"{reverse('admin:articles_article_notes', args=[self.note.article_id])}#note-{self.note.pk}"

    @property
    def passage_url(self):
        return f"{story_address(self.note.article_id)}#passage-{self.note.pk}"


class NotesScreen(StoryScreen):
    """Screen of a story's notes: a page, or a panel beside the text."""

    def urls(self):
        return [self.path("notes/", self.notes_view, "notes")]

    def notes_view(self, request, object_id):
        """Show the notes. A POST writes, answers, resolves or reopens a note; a refusal has status 422."""
        article = self.story(request, object_id)
        if not may_see(request.user, "note"):
            raise PermissionDenied
        is_panel, status, outcome = PANEL in request.GET, 200, {}
        typed = {name: request.GET.get(name, "") for name in NEW_NOTE_FIELDS}
        if request.method == "POST":
            try:
                note, message = apply_note_form(request, article)
            except NoteRefused as refusal:
                typed, status = request.POST, 422
                outcome = {"reasons": refusal.reasons, "refused_in": typed.get("thread", "")}
            else:
                if not is_panel:
                    return HttpResponseRedirect(f"{notes_url(article)}#note-{note.pk}")
                typed, outcome = {}, {"done": note, "message": message}
        context = notes_context(article, request.user, typed) | outcome
        if is_panel:
            return TemplateResponse(request, "admin/articles/article/_notes.html", context, status=status)
        return self.page(request, article, "notes", context, status=status)


def notes_url(article):
    return reverse("admin:articles_article_notes", args=[article.pk])


def notes_link(article: Article, user: User) -> dict[str, str | int] | None:
    """Return {"address": URL of the notes, "open": number of open ones}; None without access. One query."""
    if not may_see(user, "note"):
        return None
    return {"address": notes_url(article), "open": article.notes.threads().open().count()}


def open_notes(article: Article, user: User, languages: set[Language]) -> list[NoteThread]:
    """Return the open notes on these languages and on the whole story; [] without access. One query."""
    if not may_see(user, "note"):
        return []
    threads = article.notes.threads().open().filter(language__in=["", *languages])
    return list_threads(article, threads.select_related("written_by"))


def notes_context(article, user, typed):
    """Return the context of the notes. `typed` holds the posted values of a new note or a reply."""
    threads, may_write = note_threads(article, typed), notes.may_write(user)
    return {
        "title": _("Notes"),
        "original": article,
        "threads": [thread for thread in threads if thread.note.is_open],
        "resolved": [thread for thread in threads if not thread.note.is_open],
        "new": new_note_values(typed),
        "may_write": may_write,
        "people": mentionable_people() if may_write else [],
        "languages": Language.choices,
        "longest": LONGEST,
        "address": notes_url(article),
    }


def apply_note_form(request, article):
    """Process the posted form; return the note and a message. Raise NoteRefused or Http404."""
    posted, user = request.POST, request.user
    thread = posted.get("thread", "")
    if not thread:
        fields = {name: posted.get(name, "") for name in NEW_NOTE_FIELDS}
        return notes.write_note(article, posted.get("text", ""), by=user, **fields), _("Note saved.")
    note = Note.objects.filter(article=article, pk=thread).first() if is_number(thread) else None
    if note is None:
        raise Http404
    if "resolve" in posted and not posted.get("text", "").strip():
        return notes.resolve(note, by=user), _("Resolved.")
    if "reopen" in posted:
        return notes.reopen(note, by=user), _("Reopened.")
    reply = notes.reply(note, posted.get("text", ""), by=user)
    if "resolve" in posted:
        return notes.resolve(note, by=user), _("Reply saved, note resolved.")
    return reply, _("Reply saved.")


def new_note_values(typed):
    """Return the form values of a new note. A refused reply is shown in its thread instead."""
    is_answer = bool(typed.get("thread"))
    values = {name: "" if is_answer else typed.get(name, "") for name in NEW_NOTE_FIELDS}
    language = values["language"] if values["language"] in Language.values else ""
    return values | {"language": language, "text": "" if is_answer else typed.get("text", "")}


def note_threads(article, typed):
    """Return the NoteThreads of a story: whole story first, then by language and time. Two queries."""
    rows = article.notes.threads().select_related("written_by", "resolved_by")
    threads = list_threads(article, rows.prefetch_related("replies__written_by"))
    for thread in threads:
        if str(thread.note.pk) == typed.get("thread"):
            thread.typed = typed.get("text", "")
    return threads


def list_threads(article, rows):
    """Return the NoteThreads of a queryset of notes."""
    texts = {}
    return [
        NoteThread(note, is_lost=bool(note.passage) and not is_passage_in_text(article, note, texts))
        for note in rows.order_by("language", "written_at", "pk")
    ]


def is_passage_in_text(article, note, texts):
    """Return whether the passage of a note is still in the text, ignoring spaces and quotation mark style.

    texts  a cache: {(field, language): text without spaces}
    """
    key = note.field or "body", note.language
    if key not in texts:
        text = article.text(*key)
        texts[key] = fold_quotes("".join((plain_text(text) if key[0] == "body" else text).split()))
    return fold_quotes("".join(note.passage.split())) in texts[key]


def mentionable_people():
    """Return the users who can be mentioned, [{name, label, hint, words}], for mentions.js.

    name   the text after the @: the display name, or the user name if users share the display name
    label  the display name
    hint   the user name, or "" if `name` already is the user name
    words  all names of the user in lower case, for searching
    """
    readers = list(notes.readers().order_by(*BY_NAME))
    names = [display_name(person) for person in readers]
    return [
        {
            "name": person.get_username() if names.count(name) > 1 else name,
            "label": name,
            "hint": person.get_username() if name != person.get_username() else "",
            "words": " ".join(
                [name, person.get_username(), person.first_name, person.last_name, person.name_ko]
            ).casefold(),
        }
        for person, name in zip(readers, names, strict=True)
    ]

"""Import of stories from text, filed as their front matter requests, and the screen for it.

On the screen “New story from text”, users paste or upload a text, check the report, and create the story.
"""

from dataclasses import dataclass, field
from functools import partial

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_post_parameters

from articles.annotations import StaffRequest
from articles.body import render
from articles.body.manuscript.draft import Draft, DraftNote, TextRefused
from articles.body.manuscript.story_text import read_story_text, story_lines
from articles.events import log
from articles.models import (
    Article,
    ArticleTopic,
    Author,
    Byline,
    Language,
    Publication,
    RelatedLink,
    Section,
    Topic,
    localized,
)
from articles.text.digests import digest_of
from articles.text.script import language_of
from articles.workflow.edit_session import create_article
from articles.workflow.permissions import Actor, Verb, may
from newsroom.interchange.text_files import MAX_STORY_BYTES, FileRefused, decode_text

NO_SECTION = gettext_lazy("there is no section “%(name)s”: choose one in the story")
# For each key of a wish: the rows to search, the message for no match, and the message for several matches.
FINDERS = {
    "section": (Section.objects.all(), NO_SECTION, NO_SECTION),
    "topic": (
        Topic.objects.select_related("merged_into"),
        gettext_lazy("there is no topic “%(name)s”: choose or add one in the story"),
        gettext_lazy("more than one topic is called “%(name)s”: choose one in the story"),
    ),
    "byline": (
        Author.objects.filter(is_active=True),
        gettext_lazy("there is no author “%(name)s”: choose one in the story"),
        gettext_lazy("more than one author is called “%(name)s”: choose one in the story"),
    ),
}


@dataclass
class StoryFiling:
    """Section, topics and authors named in the front matter of a draft, with notes on unknown names."""

    section: Section | None = None
    topics: list = field(default_factory=list)
    authors: list = field(default_factory=list)
    notes: list = field(default_factory=list)


def get_insight_names() -> tuple[str, ...]:
    """Return the names, in both languages, that label the publication's analysis passages in a text."""
    publication = Publication.objects.current()
    return tuple(filter(None, [publication.insight_name_en, publication.insight_name_ko]))


def find_filing(draft: Draft, *, section: Section | None = None) -> StoryFiling:
    """Find the rows that a draft names. A given `section` overrides the front matter.

    Names are matched in either language, or by slug. Unknown names do not create rows: a second 경제 beside
    Economy would be worse than a missing section.
    """
    filing = StoryFiling(section=section)
    for wish in draft.wishes:
        row, trouble = _find_row(wish)
        if trouble:
            filing.notes.append(DraftNote(wish.line, wish.line, trouble, is_doubt=True))
        elif wish.key == "section":
            filing.section = filing.section or row
        else:
            chosen = filing.topics if wish.key == "topic" else filing.authors
            chosen.extend([row] if row not in chosen else [])
    return filing


@log.unit_of_work()
def import_story(draft: Draft, *, filing: StoryFiling, by: Actor = None) -> Article:
    """Create the story of a draft. Raise PermissionDenied if `by` may not write in its language."""
    if not may(by, Verb.WRITE, draft.language):
        raise PermissionDenied
    texts = {"title": draft.headline, "summary": draft.summary, "body": draft.body}
    return create_article(
        by=by,
        source_language=draft.language,
        section=filing.section,
        add_rows=partial(_add_rows, draft=draft, filing=filing),
        **{localized(name, draft.language): text for name, text in texts.items()},  # type: ignore[arg-type]  # the names are columns
    )


def _add_rows(article, draft, filing):
    for position, item in enumerate(draft.related):
        words = {"title": item.title, "summary": item.summary}
        columns = {localized(name, item.language): text for name, text in words.items()}
        RelatedLink.objects.create(article=article, position=position, url=item.url, **columns)
    for topic in filing.topics:
        ArticleTopic.objects.create(content_object=article, tag=topic)
    for position, author in enumerate(filing.authors):
        Byline.objects.create(article=article, author=author, position=position)


def _find_row(wish):
    """Return (row that a wish names, ""), or (None, reason) if there is not exactly one."""
    rows, none, several = FINDERS[wish.key]
    name = wish.value
    called = Q(name_en__iexact=name) | Q(name_ko=name) | Q(slug=name.casefold())
    matches = {getattr(row, "merged_into", None) or row for row in rows.filter(called)}
    if len(matches) == 1:
        return matches.pop(), ""
    return None, (several if matches else none) % {"name": name}


def describe_format(draft: Draft) -> str:
    """Return the format of a draft and how it was recognised: “Markdown: line 1 is a heading with #”."""
    name = _("Markdown") if draft.format == "markdown" else _("labeled text")
    return f"{name}: {draft.reason}"


def list_doubts(draft: Draft, filing: StoryFiling) -> list[DraftNote]:
    """Return the notes that the user should check, in text order."""
    return sorted([*draft.doubts, *filing.notes], key=lambda note: (note.first, note.last))


def format_story_report(draft: Draft, filing: StoryFiling) -> list[str]:
    """Return the lines of a report for a terminal, which covers every line of the text."""
    doubts = list_doubts(draft, filing)
    lines = [
        _("Read as %(format)s.") % {"format": describe_format(draft)},
        _("Headline: %(text)s") % {"text": draft.headline},
        _("Summary: %(text)s") % {"text": draft.summary or "—"},
        _("Section: %(section)s") % {"section": filing.section or "—"},
        "",
        _("Recognized:"),
        *(f"  {note}" for note in draft.understood),
    ]
    if doubts:
        lines += ["", _("Please check:"), *(f"  {note}" for note in doubts)]
    return lines


FORMATS = [
    ("", gettext_lazy("Detect automatically")),
    ("labelled", gettext_lazy("Labeled text")),
    ("markdown", gettext_lazy("Markdown")),
]
EXCERPT = 80  # characters of each line that are quoted in the report
MAX_DOUBTS = 10  # doubts listed in the message after creation


class StoryTextForm(forms.Form):
    """A text with its language, section and format. A valid form has a `draft` and a `filing`.

    The text of an uploaded file is moved to the text field, so that the next request includes it.
    """

    language = forms.ChoiceField(label=gettext_lazy("Written in"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 22, "class": "vLargeTextField import-text"}),
        help_text=gettext_lazy("First line the headline, second line the summary. Or use Markdown."),
    )
    file = forms.FileField(
        label=gettext_lazy("or a text file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".txt,.md,.markdown,text/plain,text/markdown"}),
        help_text=gettext_lazy("UTF-8, UTF-16 or CP949 (EUC-KR); up to 1 MB."),
    )
    section = forms.ModelChoiceField(Section.objects.all(), label=gettext_lazy("Section"), required=False)
    format = forms.ChoiceField(label=gettext_lazy("Format"), choices=FORMATS, required=False)
    was_read = forms.CharField(widget=forms.HiddenInput, required=False)

    draft, filing, encoding = None, None, ""

    def __init__(self, *args, languages, author=None, **kwargs):
        """Offer to sign the story with `author`, the Author of the user, if there is one.

        languages  the languages that the user may write
        """
        super().__init__(*args, **kwargs)
        self.author = author
        self.fields["language"].choices = [(language.value, language.label) for language in languages]
        if author is not None:
            label = _("Sign it as %(name)s") % {"name": author}
            help_text = _("If the text itself names no author.")
            self.fields["is_signed"] = forms.BooleanField(label=label, required=False, help_text=help_text)

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        try:
            data["text"] = self._text(data)
            self.draft = read_story_text(
                data["text"],
                language=data["language"],
                format=data["format"],
                insight_names=get_insight_names(),
            )
        except FileRefused as refusal:
            self.add_error("file", str(refusal))
        except TextRefused as refusal:
            self.add_error("text", str(refusal))
        else:
            self.filing = find_filing(self.draft, section=data["section"])
            if data.get("is_signed") and not self.filing.authors:
                self.filing.authors.append(self.author)
        return data

    def _text(self, data):
        text, file = data["text"], data["file"]
        if not file:
            if len(text.encode(errors="replace")) > MAX_STORY_BYTES:
                raise TextRefused(_("The text is too long. A story can have up to 1 MB."))
            return text
        if text.strip():
            raise FileRefused(_("Enter a text or choose a file, not both."))
        # Read one byte more than allowed, so that a larger file is refused for its size.
        text, self.encoding = decode_text(file.read(MAX_STORY_BYTES + 1))
        self.data = self.data.copy()
        self.data["text"] = text
        return text

    def digest(self):
        """Return a digest of text, language and format, to detect changes since the report was shown."""
        text = "\n".join(story_lines(self.cleaned_data["text"]))
        return digest_of([text, self.draft.language, self.draft.format])


@sensitive_post_parameters("text")
def story_from_text(request: StaffRequest) -> HttpResponse:
    """Show the form and the report on a text. After “create”, create the story if the text is unchanged."""
    model_admin = admin.site.get_model_admin(Article)
    languages = [language for language in Language if may(request.user, Verb.WRITE, language)]
    if not model_admin.has_add_permission(request) or not languages:
        raise PermissionDenied
    author = Author.objects.filter(user=request.user, is_active=True).first()
    options = {"languages": languages, "author": author}
    if request.method != "POST":
        # Users who write both languages must choose: the interface language does not predict the text's.
        initial = {"language": languages[0]} if len(languages) == 1 else {}
        return _render_story_form(request, StoryTextForm(initial=initial, **options))
    form = StoryTextForm(request.POST, request.FILES, **options)
    if not form.is_valid():
        return _render_story_form(request, form, status=422)
    if "_create" in request.POST:
        if form.cleaned_data["was_read"] == form.digest():
            return _create_story(request, model_admin, form)
        messages.warning(request, _("The text has changed since the preview. This is the new preview."))
    form.data = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict
    form.data["was_read"] = form.digest()  # type: ignore[index]  # a QueryDict
    return _render_story_form(request, form)


def _create_story(request, model_admin, form):
    """Create the story and redirect to it, with a message that lists the doubts to check."""
    article = import_story(form.draft, filing=form.filing, by=request.user)
    model_admin.log_addition(request, article, [{"added": {}}])
    messages.success(request, _("The story “%(headline)s” was created.") % {"headline": article.headline()})
    doubts = list_doubts(form.draft, form.filing)
    if doubts:
        listed = [str(doubt) for doubt in doubts[:MAX_DOUBTS]]
        more = len(doubts) - len(listed)
        if more:
            listed.append(ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more})
        messages.warning(request, _("Please check: %(doubts)s") % {"doubts": " · ".join(listed)})
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))


def _render_story_form(request, form, *, status=200):
    context = {
        **admin.site.each_context(request),
        "title": _("New story from text"),
        "opts": Article._meta,
        "form": form,
        "report": _build_report(form) if form.draft and form.is_valid() else None,
        "media": form.media,
    }
    return TemplateResponse(request, "interchange/story_from_text.html", context, status=status)


def _build_report(form):
    draft, lines = form.draft, story_lines(form.cleaned_data["text"])
    rows = []
    for note in draft.understood:
        line = lines[note.first - 1].strip()
        # The language is detected per line, because the related block may contain both.
        language = language_of(line) or draft.language
        rows.append({"note": note, "text": Truncator(line).chars(EXCERPT), "language": language})
    return {
        "draft": draft,
        "filing": form.filing,
        "encoding": form.encoding,
        "format": describe_format(draft),
        "rows": rows,
        "doubts": list_doubts(draft, form.filing),
        # Only pictures and links to stories need a resolver, and imported text contains neither.
        "body": render(draft.body, language=draft.language, resolver=None),
    }

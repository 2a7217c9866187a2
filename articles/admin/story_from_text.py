"""“New story from text”: paste or upload a text, read what was understood of it, create the story."""

import hashlib

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters

from articles.body import render
from articles.body.manuscript.draft import TextRefused
from articles.body.manuscript.story_text import read_story_text, story_lines
from articles.interchange.files import MAX_BYTES, FileRefused, decoded
from articles.interchange.reports import format_name
from articles.interchange.stories import filing_of, import_story, insight_names
from articles.models import Language, Section
from articles.text.script import language_of
from articles.workflow.permissions import Verb, may

FORMATS = [("", _("Recognise it")), ("labelled", _("Labelled text")), ("markdown", _("Markdown"))]
EXCERPT = 80  # characters of each line that the report repeats
MOST_TOLD = 10  # doubts that the message after creation repeats


def story_from_text_urls(model_admin):
    """The addresses to put before the admin's own: [admin:articles_article_from_text]."""

    def view(request):
        return story_from_text(request, model_admin)

    return [path("from-text/", model_admin.admin_site.admin_view(view), name="articles_article_from_text")]


class StoryTextForm(forms.Form):
    """A text and what it is. Once it is valid, `draft` and `filing` hold what was understood.

    The text of an uploaded file moves into the field for pasting, so that it is still there later.
    """

    language = forms.ChoiceField(label=_("Written in"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 22, "class": "vLargeTextField from-text-text"}),
        help_text=_("First line the headline, second the summary. Or Markdown."),
    )
    file = forms.FileField(
        label=_("or a text file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".txt,.md,.markdown,text/plain,text/markdown"}),
        help_text=_("UTF-8, UTF-16 or CP949 (EUC-KR); 1 MB at most."),
    )
    section = forms.ModelChoiceField(Section.objects.all(), label=_("Section"), required=False)
    format = forms.ChoiceField(label=_("Format"), choices=FORMATS, required=False)
    was_read = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, languages, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [(language.value, language.label) for language in languages]
        self.draft = self.filing = None
        self.encoding = ""

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
                insight_names=insight_names(),
            )
        except FileRefused as refusal:
            self.add_error("file", str(refusal))
        except TextRefused as refusal:
            self.add_error("text", str(refusal))
        else:
            self.filing = filing_of(self.draft, section=data["section"])
        return data

    def _text(self, data):
        text, file = data["text"], data["file"]
        if not file:
            if len(text.encode(errors="replace")) > MAX_BYTES:
                raise TextRefused(_("The text is too long for a story: 1 MB at most."))
            return text
        if text.strip():
            raise FileRefused(_("There is a text and a file: empty the one that is not meant."))
        # One byte more than are allowed, so that a larger file is refused for its size.
        text, self.encoding = decoded(file.read(MAX_BYTES + 1))
        self.data = self.data.copy()
        self.data["text"] = text
        return text

    def digest(self):
        """A name for what was read, to see whether it changed since the report was shown."""
        text = "\n".join(story_lines(self.cleaned_data["text"]))
        told = "\0".join([text, self.draft.language, self.draft.format])
        return hashlib.sha256(told.encode(errors="replace")).hexdigest()


@sensitive_post_parameters("text")
def story_from_text(request, model_admin):
    """The form; with a text its report; with “create” the story, when the report was on this very text."""
    languages = [language for language in Language if may(request.user, Verb.WRITE, language)]
    if not model_admin.has_add_permission(request) or not languages:
        raise PermissionDenied
    if request.method != "POST":
        # Who writes both has to say which: the language of the screens tells nothing about a text.
        initial = {"language": languages[0]} if len(languages) == 1 else {}
        return page(request, model_admin, StoryTextForm(languages=languages, initial=initial))
    form = StoryTextForm(request.POST, request.FILES, languages=languages)
    if not form.is_valid():
        return page(request, model_admin, form, status=422)
    if "_create" in request.POST:
        if form.cleaned_data["was_read"] == form.digest():
            return created(request, model_admin, form)
        messages.warning(request, _("The text has changed since its report. This is the new one."))
    form.data = form.data.copy()
    form.data["was_read"] = form.digest()
    return page(request, model_admin, form)


def created(request, model_admin, form):
    """Create the story and go there, with the doubts to look at."""
    article = import_story(form.draft, filing=form.filing, by=request.user)
    model_admin.log_addition(request, article, [{"added": {}}])
    messages.success(request, _("The story “%(headline)s” was created.") % {"headline": article.headline()})
    doubts = doubts_of(form)
    if doubts:
        told = [str(doubt) for doubt in doubts[:MOST_TOLD]]
        more = len(doubts) - len(told)
        if more:
            told.append(ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more})
        messages.warning(request, _("Please look at: %(doubts)s") % {"doubts": " · ".join(told)})
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))


def doubts_of(form):
    return sorted([*form.draft.doubts, *form.filing.notes], key=lambda note: (note.first, note.last))


def page(request, model_admin, form, *, status=200):
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("New story from text"),
        "opts": model_admin.model._meta,
        "form": form,
        "report": report(form) if form.draft and form.is_valid() else None,
        "media": form.media,
    }
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(request, "admin/articles/article/from_text.html", context, status=status)


def report(form):
    """What the page says about a text that was read."""
    draft, lines = form.draft, story_lines(form.cleaned_data["text"])
    rows = [row(note, lines[note.first - 1].strip(), draft.language) for note in draft.understood]
    return {
        "draft": draft,
        "filing": form.filing,
        "encoding": form.encoding,
        "format": format_name(draft),
        "rows": rows,
        "doubts": doubts_of(form),
        # Only stories of ours and pictures need a resolver, and no text from outside names them.
        "body": render(draft.body, language=draft.language, resolver=None),
    }


def row(note, line, language):
    """One line of the report; the language is that of the line, for the related block holds both."""
    return {"note": note, "text": Truncator(line).chars(EXCERPT), "language": language_of(line) or language}

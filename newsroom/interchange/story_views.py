"""The screen “New story from text”: paste or upload a text, check the report on it, create the story."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters

from articles.body import render
from articles.body.manuscript.draft import TextRefused
from articles.body.manuscript.story_text import read_story_text, story_lines
from articles.models import Article, Author, Language, Section
from articles.text.digests import digest_of
from articles.text.script import language_of
from articles.workflow.permissions import Verb, may
from newsroom.interchange.story_imports import (
    describe_format,
    find_filing,
    get_insight_names,
    import_story,
    list_doubts,
)
from newsroom.interchange.text_files import MAX_STORY_BYTES, FileRefused, decode_text

FORMATS = [("", _("Detect automatically")), ("labelled", _("Labeled text")), ("markdown", _("Markdown"))]
EXCERPT = 80  # characters of each line that the report repeats
MAX_DOUBTS = 10  # doubts that the message after creation repeats


class StoryTextForm(forms.Form):
    """A text with its language, section and format. Once it is valid, it has a `draft` and a `filing`.

    The text of an uploaded file moves into the field for pasting, so that it is still there later.
    """

    language = forms.ChoiceField(label=_("Written in"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 22, "class": "vLargeTextField import-text"}),
        help_text=_("First line the headline, second line the summary. Or use Markdown."),
    )
    file = forms.FileField(
        label=_("or a text file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".txt,.md,.markdown,text/plain,text/markdown"}),
        help_text=_("UTF-8, UTF-16 or CP949 (EUC-KR); up to 1 MB."),
    )
    section = forms.ModelChoiceField(Section.objects.all(), label=_("Section"), required=False)
    format = forms.ChoiceField(label=_("Format"), choices=FORMATS, required=False)
    was_read = forms.CharField(widget=forms.HiddenInput, required=False)

    draft, filing, encoding = None, None, ""

    def __init__(self, *args, languages, author=None, **kwargs):
        """Offer to sign the story to its person, if they are an `author`."""
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
        # One byte more than are allowed, so that a larger file is refused for its size.
        text, self.encoding = decode_text(file.read(MAX_STORY_BYTES + 1))
        self.data = self.data.copy()
        self.data["text"] = text
        return text

    def digest(self):
        """Return a digest of text, language and format: whether they changed since the report was shown."""
        text = "\n".join(story_lines(self.cleaned_data["text"]))
        return digest_of([text, self.draft.language, self.draft.format])


@sensitive_post_parameters("text")
def story_from_text(request: HttpRequest) -> HttpResponse:
    """Show the form and the report on a text; after “create”, create the story of the text reported on."""
    model_admin = admin.site.get_model_admin(Article)
    languages = [language for language in Language if may(request.user, Verb.WRITE, language)]
    if not model_admin.has_add_permission(request) or not languages:
        raise PermissionDenied
    author = Author.objects.filter(user=request.user, is_active=True).first()
    options = {"languages": languages, "author": author}
    if request.method != "POST":
        # People who write both have to choose: the language of the screens says nothing about a text.
        initial = {"language": languages[0]} if len(languages) == 1 else {}
        return _render_story_form(request, StoryTextForm(initial=initial, **options))
    form = StoryTextForm(request.POST, request.FILES, **options)
    if not form.is_valid():
        return _render_story_form(request, form, status=422)
    if "_create" in request.POST:
        if form.cleaned_data["was_read"] == form.digest():
            return _create_story(request, model_admin, form)
        messages.warning(request, _("The text has changed since the preview. This is the new preview."))
    form.data = form.data.copy()
    form.data["was_read"] = form.digest()
    return _render_story_form(request, form)


def _create_story(request, model_admin, form):
    """Create the story and redirect to it, with a message of the doubts to look at."""
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
        # Each line has a language of its own: the related block may be in both.
        language = language_of(line) or draft.language
        rows.append({"note": note, "text": Truncator(line).chars(EXCERPT), "language": language})
    return {
        "draft": draft,
        "filing": form.filing,
        "encoding": form.encoding,
        "format": describe_format(draft),
        "rows": rows,
        "doubts": list_doubts(draft, form.filing),
        # Only links to stories here and pictures need a resolver, and no text from outside names them.
        "body": render(draft.body, language=draft.language, resolver=None),
    }

"""Forms of newsletters: that of a draft, filled from the front page of its language, and that of a time."""

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import clock
from articles.admin.display import newsroom_zone
from articles.admin.forms.fields import InstantField, is_number
from articles.admin.forms.guarded import GuardedForm
from articles.models import Edition, Language
from newsroom.newsletters.composition import front_page_editions, live_stories, may_compose
from newsroom.newsletters.models import NewsletterIssue

TYPED = {"subject", "introduction"}


class IssueForm(GuardedForm):
    """A form of a draft. Its stories are those of the front page now, and those chosen before.

    A story that was on the front page when the form was opened can be chosen as long as it is live.
    """

    stories = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Stories"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "In the order of the front page. Readers get each as it is live when the newsletter is sent; one "
            "that is withdrawn before is left out."
        ),
        error_messages={"required": gettext_lazy("Choose at least one story.")},
    )

    class Meta:
        widgets = {"language": forms.HiddenInput}

    is_settled = False  # whether somebody has scheduled or sent it since the form was opened

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        language = self.instance.language or self.data.get("language") or self.initial.get("language")
        language = language if language in Language.values else Language.EN
        if "stories" in self.fields:
            posted = self.fields["stories"].widget.value_from_datadict(self.data, self.files, "stories") or []
            posted = [int(one) for one in posted if is_number(one)]
            self.fields["stories"].choices = story_choices(language, self.instance.stories, posted)
        for name in TYPED & self.fields.keys():
            self.fields[name].widget.attrs |= {"lang": language, "spellcheck": "true"}

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and not self.instance.may_be_edited:
            self.is_settled = True
            self.add_error(None, explain_settled(self.instance))
        return cleaned


def explain_settled(issue: NewsletterIssue) -> SafeString:
    """Return why a newsletter that was scheduled or sent meanwhile is not saved, and the way out, as HTML."""
    if issue.is_draft:
        reason = _("Not saved: this newsletter was scheduled meanwhile. What you typed is still in the form.")
        way_out = _("Cancel the sending on the page of the newsletter, then save again.")
    else:
        reason = _("Not saved: this newsletter is being sent already, or was sent.")
        way_out = _("What you typed is still in the form. Copy it into a new newsletter if you need it.")
    page, label = reverse("admin:newsletter_issue", args=[issue.pk]), _("Open the newsletter (in a new tab)")
    link = format_html('<a href="{}" target="_blank" rel="noopener">{}</a>', page, label)
    return format_html("{} {} {}", reason, way_out, link)


class SendingTimeForm(forms.Form):
    """The time at which a newsletter is sent."""

    send_at = InstantField(label=gettext_lazy("Send on"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["send_at"].help_text = _("Newsroom time: %(zone)s.") % {"zone": newsroom_zone()}


def new_language(request: HttpRequest) -> str:
    """Return the language of a new newsletter: as asked for, else the first that the person may compose."""
    asked = request.POST.get("language") or request.GET.get("language", "")
    if asked in Language.values:
        return asked
    return next((one for one in Language if may_compose(request.user, one)), Language.EN)


def story_choices(language: str, chosen: list[int], posted: list[int]) -> list[tuple[int, str]]:
    """Return [(id, label)] of the stories of the front page, and of those chosen that are not on it.

    Those that were posted have to be live.
    """
    at = clock.now()
    found = {edition.article_id: edition.headline for edition in front_page_editions(language, at)}
    others = [pk for pk in dict.fromkeys([*chosen, *posted]) if pk not in found]
    found |= {edition.article_id: edition.headline for edition in live_stories(others, language, at)}
    gone = [pk for pk in chosen if pk not in found]
    for edition in Edition.objects.of_articles(gone).in_language(language).order_by("number"):
        found[edition.article_id] = _("%(headline)s (no longer live)") % {"headline": edition.headline}
    found |= {pk: _("A story that is no longer live") for pk in gone if pk not in found}
    return list(found.items())

"""“Brief…”: headline and summary in the other language, beside the source's, and out with one press."""

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.admin.story.actions import effects as act
from articles.admin.story.actions.step import Step, nothing_yet
from articles.models import Edition, Stage
from articles.workflow.permissions import Verb, may

TEXT = ("title", "summary", "body")


def fits(place):
    """Whether nothing is begun in a language whose source is live or approved."""
    source = place.source
    is_begun = source is None or any(place.article.text(name, place.language) for name in TEXT)
    if is_begun or place.edition or place.is_ahead or place.progress.stage != Stage.WRITING:
        return False
    return source.is_live or source.progress.stage == Stage.APPROVED


def done(result):
    """What is said: the brief is out, or stands where somebody else goes on."""
    if isinstance(result, Edition):
        return _("The brief is published.")
    return _("The brief is saved: %(stage)s.") % {"stage": result.get_stage_display()}


STEPS = {
    "brief": Step(
        _("Write a brief…"),
        done,
        (Verb.WRITE,),
        fits,
        act.brief,
        asks=("headline", "summary", "beside", "before_source", "alone_reason"),
        guide=_("Headline and summary alone; readers are sent to the full text in the other language."),
        finds=nothing_yet,
    )
}


class AskingBrief:
    """The part of StepForm that asks for a brief."""

    def ask_beside(self, place):
        """The source's words, each under the field that they are translated in."""
        source = place.source
        told = {"headline": "title", "summary": "summary"}
        for name, column in told.items() if source else ():
            edition = source.edition if source.is_live else None
            words = getattr(edition, name) if edition else place.article.text(column, source.language)
            self.fields[name].help_text = format_html(
                '<span class="beside-source" lang="{}">{}</span>', source.language, words
            )
        return "", None

    def ask_alone_reason(self, place):
        """Asked of those who may approve: with it they go on by themselves."""
        if not may(self.user, Verb.APPROVE, place.language):
            return "reason", None
        keyword, field = self.ask_reason(place)
        field.required, field.label = False, _("Why you approve your own words")
        field.help_text = _("Without a reason the brief waits for somebody else to approve it.")
        return keyword, field

"""Checks of what other sites show in a text: a known provider, a caption, the same in both languages."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import body
from articles.body.embed_html import embed_description
from articles.body.embeds import read_embed
from articles.checks.registry import Finding, Severity, register
from articles.models import Language


def bare_embeds(html):
    """Return the names of the embeds of which one at least stands without a caption."""
    figures = [block for block in body.body_blocks(html) if block.startswith("<figure data-embed")]
    return [name for block in figures if not body.plain_text(block) for name in body.embed_names(block)]


@register("embed.unknown", Severity.BLOCKER, gettext_lazy("All embeds are of known providers"))
def check_embeds_known(context):
    for name in body.embed_names(context.edition.body):
        if read_embed(name) is None:
            message = _("Readers would not see this embed, whose provider is not known: %(embed)s")
            hint = _("Remove the card, or have the provider added to the table.")
            yield Finding("body", message % {"embed": name}, hint=hint)


@register("embed.caption", Severity.WARNING, gettext_lazy("Every embed has a caption in this language"))
def check_embed_captions(context):
    for name in dict.fromkeys(bare_embeds(context.edition.body)):
        message = _("An embed has no caption: %(embed)s") % {"embed": embed_description(name)}
        hint = _("Say what there is to see, for readers who do not load it.")
        yield Finding("body", message, hint=hint)


@register("languages.embeds", Severity.WARNING, gettext_lazy("Both languages have the same embeds"))
def check_embeds_in_both(context):
    here, there = context.edition.body, context.article.text("body", context.other_language)
    if not body.plain_text(here) or not body.plain_text(there):
        return
    sides = {context.language: body.embed_names(here), context.other_language: body.embed_names(there)}
    for language, other in (
        (context.language, context.other_language),
        (context.other_language, context.language),
    ):
        for name in sides[language]:
            if name not in sides[other]:
                known = {"embed": embed_description(name), "language": Language(language).label}
                message = _("An embed is in one language alone (%(language)s): %(embed)s") % known
                yield Finding("body", message, hint=_("Insert it in the other language, or remove it here."))

"""Checks of related stories, of links to stories, topics and terms, and of embeds."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Model
from django.http.request import validate_host
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import body
from articles.body.embeds import embed_description, read_embed
from articles.checks.context import CheckContext, LinkedStories
from articles.checks.registry import Finding, Severity, register
from articles.models import Article, Language, Term, Topic, localized
from articles.models.article import RelatedLink


def bare_embeds(html: str) -> list[str]:
    """Return the names of the embeds that are used without a caption."""
    figures = [block for block in body.body_blocks(html) if block.startswith("<figure data-embed")]
    return [name for block in figures if not body.plain_text(block) for name in body.embed_names(block)]


@register("embed.unknown", Severity.BLOCKER, gettext_lazy("All embeds are from known providers"))
def check_embeds_known(context: CheckContext) -> Iterator[Finding]:
    for name in body.embed_names(context.edition.body):
        if read_embed(name) is None:
            message = _("Readers would not see this embed, because its provider is unknown: %(embed)s")
            hint = _("Remove the card, or have the provider added to the table.")
            yield Finding("body", message % {"embed": name}, hint=hint)


@register("embed.caption", Severity.WARNING, gettext_lazy("Every embed has a caption in this language"))
def check_embed_captions(context: CheckContext) -> Iterator[Finding]:
    for name in dict.fromkeys(bare_embeds(context.edition.body)):
        message = _("An embed has no caption: %(embed)s") % {"embed": embed_description(name)}
        hint = _("Describe the content for readers who do not load it.")
        yield Finding("body", message, hint=hint)


@register("languages.embeds", Severity.WARNING, gettext_lazy("Both languages have the same embeds"))
def check_embeds_in_both(context: CheckContext) -> Iterator[Finding]:
    here, there = context.edition.body, context.article.text("body", context.other_language)
    if not body.plain_text(here) or not body.plain_text(there):
        return
    sides = {context.language: body.embed_names(here), context.other_language: body.embed_names(there)}
    for language, names in sides.items():
        for name in names:
            if not all(name in side for side in sides.values()):
                known = {"embed": embed_description(name), "language": Language(language).label}
                message = _("An embed is in one language only (%(language)s): %(embed)s") % known
                yield Finding("body", message, hint=_("Insert it in the other language, or remove it here."))


@register("related.unresolved", Severity.BLOCKER, gettext_lazy("Every related story has a link"))
def check_related_unresolved(context: CheckContext) -> Iterator[Finding]:
    for link in context.rows.related_links:
        if not link.is_resolved:
            message = _(
                "The related story “%(name)s” has no link yet. Choose its story, enter its address, or "
                "delete it."
            ) % {"name": str(link)[:60]}
            yield Finding("related_links", message, row=link.pk)


@register(
    "related.withdrawn",
    Severity.BLOCKER,
    gettext_lazy("No related story is withdrawn or retracted"),
    is_kept=False,
)
def check_related_withdrawn(context: CheckContext) -> Iterator[Finding]:
    targets, standing = own_related_stories(context)
    for link, story in targets:
        if standing.is_gone(story, context.language):
            message = _("Related story %(number)s is withdrawn or retracted.") % {"number": link.target_id}
            hint = _("Remove it from the related stories.")
            yield Finding("related_links", message, hint=hint, row=link.pk)


@register(
    "related.nowhere",
    Severity.WARNING,
    gettext_lazy("Every related story on this site is live"),
    is_kept=False,
)
def check_related_live(context: CheckContext) -> Iterator[Finding]:
    targets, standing = own_related_stories(context)
    for link, story in targets:
        if not standing.is_live(story) and not standing.is_gone(story, context.language):
            message = _("Related story %(number)s is not live in either language and is not shown.")
            hint = _("Publish it first, or leave it: it appears once it is live.")
            yield Finding("related_links", message % {"number": link.target_id}, hint=hint, row=link.pk)


@register(
    "related.untitled",
    Severity.WARNING,
    gettext_lazy("Every external related story has a title in this language"),
)
def check_related_titles(context: CheckContext) -> Iterator[Finding]:
    for link in context.rows.related_links:
        if link.url and not getattr(link, localized("title", context.language)).strip():
            message = _("The related story at %(address)s has no title in this language.")
            hint = _("Enter its title. Otherwise readers see only the publisher’s name.")
            yield Finding("related_links", message % {"address": link.url}, hint=hint, row=link.pk)


def own_related_stories(
    context: CheckContext,
) -> tuple[list[tuple[RelatedLink, int]], LinkedStories]:
    """Return ([(related link to a story of our own, its id)], their LinkedStories)."""
    links = context.rows.related_links
    targets = [(link, link.target_id) for link in links if link.target_id]
    return targets, context.rows.related_stories(context.at)


@register(
    "link.admin",
    Severity.BLOCKER,
    gettext_lazy("No link leads to the newsroom’s internal pages"),
    is_kept=False,
)
def check_links_leave_admin(context: CheckContext) -> Iterator[Finding]:
    message = _("This link leads to an internal page of the newsroom, which readers cannot open.")
    hint = _("Link to the public page, or remove the link.")
    for (kind, target), words in body.link_words(context.edition.body).items():
        if kind == "href" and is_admin_address(str(target)):
            yield Finding("body", message, hint=hint, passage=words)
    for link in context.rows.related_links:
        if link.url and is_admin_address(link.url):
            yield Finding("related_links", message, hint=hint, row=link.pk)


def is_admin_address(address: str) -> bool:
    """Return whether an address leads to the admin of this site, under any of its hosts."""
    parts = urlsplit(address)
    hosts = [urlsplit(settings.SITE_URL).hostname, *(host for host in settings.ALLOWED_HOSTS if host != "*")]
    is_ours = validate_host(parts.hostname or "", hosts)
    return is_ours and parts.path.startswith(reverse("admin:index"))


@register("link.gone", Severity.BLOCKER, gettext_lazy("All link targets exist"), is_kept=False)
def check_links_exist(context: CheckContext) -> Iterator[Finding]:
    references: list[tuple[type[Model], set[int], str]] = [
        (
            Article,
            context.references.articles,
            _("The text links to story %(number)s, which does not exist."),
        ),
        (Topic, context.references.topics, _("The text links to topic %(number)s, which does not exist.")),
        (Term, context.references.terms, _("The text marks term %(number)s, which is not in the glossary.")),
    ]
    for model, wanted, message in references:
        known = set(model._default_manager.filter(pk__in=wanted).values_list("pk", flat=True))
        for pk in sorted(wanted - known):
            hint = _("Choose another one, or remove the link.")
            yield Finding(
                "body", message % {"number": pk}, hint=hint, passage=linked_words(context, model, pk)
            )


@register("link.nowhere", Severity.WARNING, gettext_lazy("All linked stories are live"), is_kept=False)
def check_linked_stories(context: CheckContext) -> Iterator[Finding]:
    ids = context.references.articles - {context.article.pk}
    ids = set(Article.objects.filter(pk__in=ids).values_list("pk", flat=True))
    standing = LinkedStories.read(ids, context.at)
    for pk in sorted(ids):
        if not standing.is_live(pk):
            message = _("The text links to story %(number)s, which readers cannot open.") % {"number": pk}
            hint = _("The words appear without a link until that story is live.")
            yield Finding("body", message, hint=hint, passage=linked_words(context, Article, pk))


@register("link.topic", Severity.WARNING, gettext_lazy("All linked topics are explained"), is_kept=False)
def check_linked_topics(context: CheckContext) -> Iterator[Finding]:
    ids = context.references.topics
    for topic in Topic.objects.filter(pk__in=ids):
        if topic.merged_into_id:
            message = _("The text links to the topic “%(topic)s”, which was merged into another.")
            hint = _("Link to that topic instead.")
        elif not getattr(topic, localized("name", context.language)):
            message = _("The text links to the topic “%(topic)s”, which has no name in this language.")
            hint = _("Enter its name under Topics. Until then, the words appear without a link.")
        elif not topic.is_explained(context.language):
            message = _("The text links to the topic “%(topic)s”, which has no explanation in this language.")
            hint = _("Add an explanation under Topics. Until then, the words appear without a link.")
        else:
            continue
        yield Finding(
            "body", message % {"topic": topic}, hint=hint, passage=linked_words(context, Topic, topic.pk)
        )


@register("link.term", Severity.WARNING, gettext_lazy("All marked terms are explained"), is_kept=False)
def check_marked_terms(context: CheckContext) -> Iterator[Finding]:
    ids = context.references.terms
    for term in Term.objects.filter(pk__in=ids):
        if not term.is_explained(context.language):
            message = _("The text marks the term “%(term)s”, which has no explanation in this language.")
            hint = _(
                "Enter its name and explanation in the glossary. Until then, the words appear as plain text."
            )
            passage = linked_words(context, Term, term.pk)
            yield Finding("body", message % {"term": term}, hint=hint, passage=passage)


def linked_words(context: CheckContext, model: type[Model], pk: int) -> str:
    """Return the linked words of the text, or ""."""
    return body.link_words(context.edition.body).get((str(model._meta.model_name), pk), "")

"""Unsaved editions: one language of the working copy as readers would see it."""

import re
from collections.abc import Collection, Mapping
from typing import cast

from django.db.models import Field
from django.utils.functional import cached_property
from django.utils.text import slugify

from articles import body
from articles.models import (
    Article,
    Author,
    Edition,
    EditionKind,
    Image,
    Language,
    LanguageProgress,
    PictureUse,
    Section,
    TranslatedSegment,
    Wanted,
    localized,
)
from articles.models.people import is_credited
from articles.text.digests import text_digest

TYPED_TEXTS = ("title", "summary", "body", "lead_caption", "sponsor")


def take_typed(article: Article, posted: Mapping[str, str]) -> None:
    """Set posted texts, lead picture and section on an Article, normalised as on save. Save nothing.

    Fields that are not posted stay unchanged. An unknown picture or section counts as none.
    """
    columns = [localized(name, language) for name in TYPED_TEXTS for language in Language]
    columns = [name for name in columns if name in posted]
    for name in columns:
        column = cast(Field, article._meta.get_field(name))
        setattr(article, name, column.to_python(posted[name]))
        column.pre_save(article, add=False)  # sanitises the text
    article.typeset(columns)
    for name, model in (("lead_image", Image), ("section", Section)):
        if name in posted:
            pk = int(posted[name]) if re.fullmatch("[0-9]{1,18}", posted[name]) else 0
            existing_pk = model.objects.filter(pk=pk).values_list("pk", flat=True).first()
            setattr(article, f"{name}_id", existing_pk)
    if "section" in posted:  # the whole form was posted, so a missing box is unticked
        article.is_sponsored = "is_sponsored" in posted


class StoryRows:
    """The rows of a story besides its texts. Each kind is read only once."""

    def __init__(self, article: Article):
        self.article = article

    @cached_property
    def related_links(self):
        return list(self.article.related_links.all())

    @cached_property
    def sources(self):
        return list(self.article.sources.all())

    @cached_property
    def bylines(self):
        return list(self.article.bylines.select_related("author"))

    @cached_property
    def translated(self):
        """The TranslatedSegments of its translation, in order."""
        return list(TranslatedSegment.objects.filter(article=self.article).order_by("position"))

    @cached_property
    def topics(self):
        return [item.tag for item in self.article.topic_items.select_related("tag").order_by("id")]


def compose(article: Article, progress: LanguageProgress, rows: StoryRows | None = None) -> Edition:
    """Return an unsaved Edition of one language of the working copy, without number, instants and seal.

    rows  the StoryRows of the article, if already read; otherwise they are read in four or five queries

    Pictures take another query. Missing parts are left empty (articles.workflow.transitions reports them).
    """
    rows = rows or StoryRows(article)
    language = progress.language
    is_brief = progress.wanted == Wanted.BRIEF
    text = "" if is_brief else article.text("body", language)
    headline = article.text("title", language)
    edition = Edition(  # type: ignore[misc]  # an unfiled draft has no section
        article=article,
        language=language,
        kind=EditionKind.ORIGINAL,
        is_brief=is_brief,
        is_sponsored=article.is_sponsored,
        headline=headline,
        summary=article.text("summary", language),
        body=text,
        slug=article.text("slug", language) or make_slug(headline),
        section_id=article.section_id,
        lead_image_id=article.lead_image_id,
        printed=_printed(article, rows, language),
    )
    print_pictures(edition)
    if language != article.source_language and (label := machine_translation(rows.translated, progress)):
        edition.printed["machine"] = label
    edition.text_digest = edition_text_digest(edition)
    return edition


def _printed(article, rows, language):
    """Return `printed` of an edition, without its pictures and the label of machine translation."""
    printed = {
        "bylines": _bylines(rows.bylines, article, language),
        "topics": [topic.pk for topic in rows.topics],
        "images": {},
        "related": _related(rows.related_links, language),
        "sources": _sources(rows.sources, language),
    }
    if article.lead_image_id and (caption := article.text("lead_caption", language)):
        printed["lead_caption"] = caption
    if article.is_sponsored:
        printed["sponsor"] = article.text("sponsor", language)
    if article.is_ad_free:
        printed["is_ad_free"] = True
    return printed


def machine_translation(rows: list[TranslatedSegment], progress: LanguageProgress) -> dict | None:
    """Return the data of a translation's machine label for `printed`, or None without machine drafts.

    {"engines": [[engine, model]], "share": percent of its characters in machine-drafted segments,
    "changed": percent of these characters that people changed, "by": public names of the users who confirmed
    drafts, "segments": [[index among its segments, index among the engines, percent changed]],
    "is_hidden": True if the newsroom hides the label}
    """
    segments, engines, total, drafted, changed = [], [], 0, 0, 0
    shown = [row for row in rows if row.target_html and (progress.wanted != Wanted.BRIEF or row.is_above)]
    for index, row in enumerate(shown):
        total += len(row.target_html)
        if not row.machine_engine:
            continue
        name, percent = [row.machine_engine, row.machine_model], row.machine_changed or 0
        engines += [name] * (name not in engines)
        segments.append([index, engines.index(name), percent])
        drafted += len(row.target_html)
        changed += len(row.target_html) * percent
    if not segments:
        return None
    editors = {row.confirmed_by_id for row in shown if row.confirmed_by_id}
    authors = Author.objects.filter(user__in=editors).order_by("pk")
    label = {
        "engines": engines,
        "share": max(1, 100 * drafted // total),
        "changed": -(-changed // drafted),
        "by": [getattr(author, localized("name", progress.language)) for author in authors],
        "segments": segments,
    }
    return label | ({"is_hidden": True} if progress.hides_machine_label else {})


def edition_text_digest(edition: Edition, topics: list[int] | None = None) -> str:
    """Return the text digest of an edition, for comparison with LanguageProgress.text_digest.

    topics  ids of its topics, if they differ from the printed ones
    """
    printed = edition.printed
    return text_digest(
        edition.article.digest_key,
        title=edition.headline,
        summary=edition.summary,
        slug=edition.slug,
        body=edition.body,
        section=edition.section_id,
        lead_image=edition.lead_image_id,
        lead_caption=printed.get("lead_caption", ""),
        sponsor=printed.get("sponsor"),
        is_ad_free=printed.get("is_ad_free", False),
        topics=printed["topics"] if topics is None else topics,
        bylines=printed["bylines"],
        related=printed["related"],
        sources=printed["sources"],
    )


def make_slug(headline: str) -> str:
    """Return the slug of a headline, of at most 80 characters, cut between words. Hangul is kept."""
    slug = slugify(headline, allow_unicode=True)
    if len(slug) > 80:
        slug = slug[:81].rsplit("-", 1)[0][:80]
    return slug or "story"


def pictures(text: str, lead_image_id: int | None, language: str) -> dict[str, dict]:
    """Return the printed data of the lead picture and of the pictures in a body: {"12": {…}}."""
    images = _pictures_of(text, lead_image_id)
    return {str(image.pk): _printed_picture(image, language) for image in images}


def print_pictures(edition: Edition, *, kept: Collection[str] = ()) -> None:
    """Set the printed data of an unsaved edition's pictures: `images` and `withheld`.

    kept  ids of pictures whose printed data stays unchanged, as strings

    `withheld` is {PictureUse: [ids of the pictures whose contracts forbid this use]}, omitted if empty.
    """
    printed = edition.printed
    before, former = printed.get("images", {}), printed.pop("withheld", {})
    images = _pictures_of(edition.body, edition.lead_image_id)
    printed["images"] = {str(image.pk): _printed_picture(image, edition.language) for image in images}
    kept = printed["images"].keys() & kept
    printed["images"] |= {number: before[number] for number in kept}
    withheld = {}
    for use in (PictureUse.SOCIAL, PictureUse.FEEDS):
        ids = {pk for pk in former.get(use, ()) if str(pk) in kept}
        ids |= {image.pk for image in images if str(image.pk) not in kept and image.withholds(use)}
        if ids:
            withheld[use.value] = sorted(ids)
    if withheld:
        printed["withheld"] = withheld


def _pictures_of(text, lead_image_id):
    ids = body.references(text).images | ({lead_image_id} if lead_image_id else set())
    return list(Image.objects.filter(pk__in=ids).select_related("contract"))


def _printed_picture(image, language):
    words = {field: getattr(image, localized(field, language)) for field in ("alt", "caption", "credit")}
    return {"src": image.file.name, "width": image.width, "height": image.height, **words}


def _bylines(bylines, article, language):
    return [
        {
            "author": byline.author_id,
            "slug": byline.author.slug,
            "name": getattr(byline.author, localized("name", language)),
            "role": byline.role,
        }
        for byline in bylines
        if is_credited(byline.role, language, article.source_language)
    ]


def _related(links, language):
    return [
        {
            "article": link.target_id,
            "url": link.url,
            "title": getattr(link, localized("title", language)),
            "summary": getattr(link, localized("summary", language)),
            "publisher": link.publisher_in(language),
        }
        for link in links
        if link.is_resolved
    ]


def _sources(sources, language):
    """Return the public sources for `printed`, with the language of each name: see Source.named_in."""
    printed = []
    for source in sources:
        if not source.is_public:
            continue
        name, spoken = source.named_in(language)
        printed.append({"name": name, "url": source.url, "kind": source.kind, "language": spoken})
    return printed

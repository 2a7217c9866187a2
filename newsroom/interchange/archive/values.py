"""Values of columns and front matter, whose names are the same in tables and in folders."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import urljoin

from django.utils import timezone

from articles.models import Language
from newsroom.interchange.archive.posts import ArchiveName, ArchivePicture, ArchivePost

# What other systems call the same thing; the first name is ours.
NAMES = {
    "id": ["source_id"],
    "language": ["lang", "locale"],
    "story": ["group", "translation_key", "translationkey"],
    "translated": ["is_translation"],
    "headline": ["title"],
    "summary": ["description", "excerpt", "subtitle"],
    "published": ["date", "published_at", "publishdate", "pubdate"],
    "draft": [],
    "section": ["category", "categories", "sections"],
    "topics": ["tags", "topic", "tag"],
    "authors": ["author", "byline", "bylines"],
    "picture": ["image", "cover", "thumbnail", "feature_image", "featured_image"],
    "picture_alt": ["image_alt", "cover_alt"],
    "picture_caption": ["image_caption", "cover_caption"],
    "address": ["url", "permalink", "link"],
    "aliases": ["redirect_from"],
    "slug": [],
    "text": ["body", "content", "html"],
}
OUR_NAMES = {other: name for name, others in NAMES.items() for other in (name, *others)}
YES = {"true", "yes", "1", "draft"}


class PostValues:
    """The values of one post under our names.

    unknown  names that mean nothing here
    """

    def __init__(self, values: Mapping[str, Any]):
        self.values, self.unknown = {}, []
        for name, value in values.items():
            ours = OUR_NAMES.get(str(name).strip().casefold().replace(" ", "_").replace("-", "_"))
            if ours is None:
                self.unknown.append(str(name))
            elif value not in (None, ""):
                self.values.setdefault(ours, value)

    def text(self, name: str) -> str:
        """Return a value as one text; of a list or mapping the first value."""
        value = self.values.get(name, "")
        while isinstance(value, list | dict) and value:
            value = next(iter(value.values() if isinstance(value, dict) else value))
        return str(value).strip() if isinstance(value, str | int | float | date) else ""

    def texts(self, name: str) -> list[str]:
        """Return a list of texts, or a text that separates them by semicolons or commas, as a list."""
        value = self.values.get(name, [])
        if isinstance(value, str):
            value = value.split(";" if ";" in value else ",")
        listed = value if isinstance(value, list) else [value]
        texts = [str(text).strip() for text in listed if isinstance(text, str | int | float)]
        return list(filter(None, texts))

    def instant(self, name: str) -> datetime | None:
        """Return an instant; a text without an offset is in the newsroom's time zone. Raise ValueError."""
        value = self.values.get(name)
        if isinstance(value, str):
            value = datetime.fromisoformat(value.strip())
        if value is None:
            return None
        if not isinstance(value, datetime):
            if not isinstance(value, date):
                raise ValueError(f"{value!r} is not a date")
            value = datetime.combine(value, time())
        zone = timezone.get_default_timezone()
        return (value if timezone.is_aware(value) else value.replace(tzinfo=zone)).astimezone(UTC)


def post_of_values(
    values: PostValues, *, source_id: str, language: str, group: str, html: str, base_url: str
) -> ArchivePost:
    """Return the ArchivePost of values; what else the reader of the file knows comes beside them."""
    problems = []
    try:
        at = values.instant("published")
    except ValueError:
        at = None
        problems.append(f"its date is not understood: {values.text('published')}")
    is_draft = values.text("draft").casefold() in YES
    if at is None and not is_draft:
        problems.append("has no date: imported as a draft")
    picture = values.text("picture")
    texts = {"alt": values.text("picture_alt"), "caption": values.text("picture_caption")}
    return ArchivePost(
        source_id=source_id,
        language=language,
        group=group,
        is_translation=values.text("translated").casefold() in YES,
        headline=values.text("headline"),
        summary=values.text("summary"),
        html=html,
        base_url=base_url,
        published_at=None if is_draft else at,
        slug=values.text("slug"),
        url=urljoin(base_url, values.text("address")) if values.text("address") else "",
        other_urls=values.texts("aliases"),
        sections=[ArchiveName(name) for name in values.texts("section")],
        topics=[ArchiveName(name) for name in values.texts("topics")],
        authors=[ArchiveName(name) for name in values.texts("authors")],
        lead_picture=ArchivePicture(picture, **texts) if picture else None,
        problems=problems,
    )


def language_code(text: str, default: str) -> str:
    """Return "en" or "ko" of "ko-KR" and the like, the text itself of another language, `default` of ""."""
    code = text.strip().casefold()[:2]
    return code if code in Language.values else (text.strip() or default)

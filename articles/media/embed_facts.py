"""Title, author and preview image of an embed, fetched from its provider at an editor's request.

Requests go over https, only to hosts in the table of providers, and take at most ten seconds in total. Only
text and pixels are used: HTML is dropped, and a picture is decoded and re-encoded like any upload. Providers
are contacted at no other time.
"""

import json
import logging
import re
from dataclasses import dataclass
from html import unescape
from time import monotonic
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import translation
from django.utils.translation import gettext as _

from articles.body.content import EMBED_FACTS
from articles.body.embeds import EmbedReference, embed_label
from articles.media.downloads import DownloadRefused, download
from articles.media.pictures import store_picture, upload_digest
from articles.models import Image, Language, localized
from articles.models.text import line

logger = logging.getLogger(__name__)

SECONDS = 10  # for response and picture together
MOST_ANSWER, MOST_PICTURE = 200_000, 10_000_000  # bytes
JSON_TYPES = ("application/json", "text/json", "text/javascript", "application/json+oembed")
TAG = re.compile(r"</?[A-Za-z!][^<>]*+>")


class EmbedFactsUnavailable(Exception):
    """Raised if a provider cannot be asked, or does not answer as expected. The message is for the user."""


@dataclass(frozen=True)
class EmbedFacts:
    """A provider's answer about an embed. Title and author are plain text, or "" if missing.

    image    the preview image in the library, or None
    problem  the reason why a picture named by the provider is missing, or ""
    """

    title: str
    author: str
    image: Image | None = None
    problem: str = ""


def fetch_embed_facts(embed: EmbedReference, *, by=None, takes_picture: bool = True) -> EmbedFacts:
    """Fetch title, author and preview image of an embed. Raise EmbedFactsUnavailable.

    The picture is added to the library, unless the library has it already.

    takes_picture  False for a user without permission to add pictures
    """
    if not (settings.EMBED_FETCHING and embed.provider.oembed):
        raise EmbedFactsUnavailable(_("Titles cannot be fetched from this site. Enter the title by hand."))
    deadline = monotonic() + SECONDS
    answer = _ask_provider(embed, deadline)
    title = plain_line(answer.get("title"), EMBED_FACTS["title"])
    author = plain_line(answer.get("author_name"), EMBED_FACTS["author"])
    address = answer.get("thumbnail_url")
    if not (takes_picture and isinstance(address, str) and address):
        return EmbedFacts(title, author)
    try:
        image = _fetch_picture(embed, address, deadline, by)
    except (DownloadRefused, ValidationError) as error:
        logger.info("The preview image of %s was not fetched: %s", embed.name, error)
        return EmbedFacts(title, author, problem=_("The preview image could not be fetched. Choose another."))
    return EmbedFacts(title, author, image)


def _download(embed, address, deadline, **options):
    return download(
        address,
        is_allowed=lambda parts: parts.scheme == "https" and embed.provider.may_be_asked(parts.netloc),
        deadline=deadline,
        **options,
    )


def _ask_provider(embed, deadline):
    """Return the answer of a provider as a dict with unvalidated values. Raise EmbedFactsUnavailable."""
    options = {"most": MOST_ANSWER, "accept": "application/json", "types": JSON_TYPES}
    try:
        answer = json.loads(_download(embed, embed.oembed, deadline, **options))
    except (DownloadRefused, ValueError, RecursionError) as error:
        logger.info("%s was not fetched: %s", embed.name, error)
        answer = None
    if not isinstance(answer, dict):
        message = _("%(host)s did not answer as expected. Try again later, or enter the title by hand.")
        raise EmbedFactsUnavailable(message % {"host": urlsplit(embed.oembed).netloc})
    return answer


def plain_line(value: object, most: int) -> str:
    """Return a provider's text as one line of plain text, cut to `most` characters; "" for no text."""
    text = value[: 20 * most] if isinstance(value, str) else ""
    text = " ".join(line(unescape(TAG.sub(" ", text))).split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _fetch_picture(embed, address, deadline, by):
    """Return a preview image as an Image, an existing one if the library has the same file.

    Raise DownloadRefused or ValidationError.
    """
    content = _download(embed, address, deadline, most=MOST_PICTURE, types=("image/",))
    file = ContentFile(content, name="preview")
    known = Image.objects.filter(upload_digest=upload_digest(file)).order_by("pk").first()
    if known:
        return known
    texts = {}
    for language in Language:
        with translation.override(language):
            name = {"name": embed_label(embed, language)}
            texts[localized("alt", language)] = _("Preview image: %(name)s") % name
            texts[localized("credit", language)] = embed.provider.label[language]
    terms = _("Preview image of %(page)s, fetched from %(host)s. Check the terms of the site.")
    terms %= {"page": embed.page, "host": urlsplit(address).netloc}
    return store_picture(file, by=by, usage_terms=terms, **texts)

"""Composition of issues from the front page of their language, and rendering of their messages.

An issue is fixed once its sending starts. Each batch renders it once for all its subscribers, except for
their links.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import formataddr, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.signing import Signer
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from articles.media.renditions.sizes import MIDDLE, Rendition, fallback_width, height, widths
from articles.models.edition import Edition
from articles.models.image import PictureUse, is_withheld
from articles.models.language import localized
from articles.models.publication import Publication
from articles.models.taxonomy import Section
from articles.refusals import Refused
from articles.workflow.permissions import Actor, Verb, may
from newsroom.frontpage.layout import front_page_layout
from newsroom.newsletters.models import TEST_TOKEN, Delivery, NewsletterIssue, Subscription, make_token
from newsroom.newsletters.subscriptions import publication_name

MOST_STORIES = 40  # offered by the form of an issue; the rest of a longer front page is left out
DIGITS = 16  # characters of the signature in a Message-ID: some servers limit the length of the ID
WIDEST, TALLEST = 600, 600  # CSS pixels of an image, within the margins of a message
SIGNER = Signer(salt="newsroom.newsletters.delivery")


class NewsletterRefused(Refused):
    """Raised if a newsletter cannot be sent or scheduled."""


def may_compose(user: Actor, language: str) -> bool:
    """Return whether the user may compose and send the newsletter in a language."""
    has_permission = user is None or user.has_perm("newsletters.add_newsletterissue")
    return has_permission and may(user, Verb.PUBLISH, language)


def front_page_editions(language: str, at: datetime) -> list[Edition]:
    """Return the news editions on the front page of a language at an instant, in page order."""
    sections = Section.objects.values_list("pk", flat=True)
    shown = front_page_layout(list(sections), language, at).editions
    return [edition for edition in shown if not edition.is_sponsored][:MOST_STORIES]


def live_stories(stories: Iterable[int], language: str, at: datetime) -> list[Edition]:
    """Return the live news editions of stories in a language, in the order of `stories`.

    Stories that are not live at the instant, or are sponsored, are left out.
    """
    editions = Edition.objects.live(at).in_language(language).news().of_articles(stories)
    by_story = {edition.article_id: edition for edition in editions.select_related("section", "lead_image")}
    return [by_story[pk] for pk in stories if pk in by_story]


def recipient_count(language: str) -> int:
    """Return the number of subscriptions that an issue in a language would go to now."""
    return Subscription.objects.reachable().filter(language=language).count()


@transaction.atomic
def locked_draft(pk: int) -> NewsletterIssue:
    """Return a draft with its row locked. Raise NewsletterRefused if it is being sent or was deleted."""
    issue = NewsletterIssue.objects.select_for_update().filter(pk=pk).first()
    if issue is None:
        raise NewsletterRefused(_("This newsletter was deleted."))
    if not issue.is_draft:
        raise NewsletterRefused(_("This newsletter is being sent already, or was sent."))
    return issue


@dataclass(frozen=True)
class LetterStory:
    """A story in a newsletter."""

    section: str
    headline: str
    summary: str
    url: str
    is_brief: bool


@dataclass(frozen=True)
class LetterPicture:
    """The lead image of a story in a newsletter, the same for every subscriber.

    path           URL path of a rendition, uncropped because crops disappear when the focal point changes
    width, height  in CSS pixels
    """

    path: str
    width: int
    height: int
    alt: str
    credit: str

    @property
    def src(self) -> str:
        return settings.SITE_URL + self.path


@dataclass(frozen=True)
class IssueContent:
    """Content of an issue at one instant. text and html have `marker` in place of a subscriber's token."""

    issue: NewsletterIssue
    stories: list[LetterStory]
    picture: LetterPicture | None  # of the first story, only in the HTML
    name: str  # name of the publication
    text: str
    html: str
    marker: str

    @classmethod
    def render(cls, issue: NewsletterIssue, at: datetime) -> "IssueContent":
        """Render an issue, in its language, with the editions that are live at an instant."""
        language, marker = issue.language, make_token()
        with translation.override(language):
            name = publication_name(language)
            editions = live_stories(issue.stories, language, at)
            stories = [letter_story(edition) for edition in editions]
            picture = letter_picture(editions[0], at) if editions and issue.with_picture else None
            context = {
                "issue": issue,
                "stories": stories,
                "picture": picture,
                "name": name,
                "home": settings.SITE_URL + reverse("public:front", args=[language]),
                "unsubscribe": unsubscribe_address(language, marker),
                "notice": getattr(Publication.objects.current(), localized("legal_notice", language)),
            }
            # Adding a str removes the mark of safe HTML: this is plain text, which pages have to escape.
            text = render_to_string("newsletters/issue.txt", context) + ""
            html = render_to_string("newsletters/issue.html", context)
        return cls(issue, stories, picture, name, text, html, marker)

    def sample(self, text: str) -> str:
        """Return `text` with TEST_TOKEN for the marker, so that its links belong to no subscription."""
        return text.replace(self.marker, TEST_TOKEN)

    def message(self, address: str, token: str, message_id: str = "") -> EmailMultiAlternatives:
        """Return the message to one address, with the token of its subscription."""
        language = self.issue.language
        headers = {
            "List-Id": f"<newsletter-{language}.{site_host()}>",
            "List-Unsubscribe": f"<{unsubscribe_address(language, token)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Precedence": "bulk",
            "Auto-Submitted": "auto-generated",
            "Content-Language": language,
        }
        headers |= {"Message-ID": message_id} if message_id else {}
        text, html = (words.replace(self.marker, token) for words in (self.text, self.html))
        message = EmailMultiAlternatives(
            self.issue.subject, text, from_email=sender_of(self.name), to=[address], headers=headers
        )
        message.attach_alternative(html, "text/html")
        return message


def letter_story(edition: Edition) -> LetterStory:
    section = getattr(edition.section, localized("name", edition.language))
    url = settings.SITE_URL + iri_to_uri(edition.get_absolute_url())
    return LetterStory(section, edition.headline, edition.summary, url, edition.is_brief)


def letter_picture(edition: Edition, at: datetime) -> LetterPicture | None:
    """Return the lead image of an edition as printed, or None if it must not be sent at an instant.

    The edition records the uses that the contract excludes; the library records when the rights end.
    """
    image = edition.lead_image
    printed = image and edition.printed["images"].get(str(image.pk))
    if not printed or not printed["width"] or not printed["height"] or not image.has_rights(at):
        return None
    if is_withheld(edition.printed, image.pk, PictureUse.FEEDS):
        return None
    size = printed["width"], printed["height"]
    rendition = Rendition("whole", MIDDLE, fallback_width(widths(size, "whole")), "jpg")
    path = reverse("public:media", args=[f"{printed['src']}/{rendition.name}"])
    width = min(WIDEST, rendition.width, max(1, TALLEST * size[0] // size[1]))
    return LetterPicture(path, width, height(size, "whole", width), printed["alt"], printed["credit"])


def sender_of(name: str) -> str:
    """Return the From header: the name of the publication and the address of the newsroom."""
    return formataddr((name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))


def site_host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def unsubscribe_address(language: str, token: str) -> str:
    return settings.SITE_URL + reverse("public:newsletter_unsubscribe", args=[language, token])


def message_id_of(delivery: Delivery) -> str:
    """Return the Message-ID of a message. It is signed, so that no one else can forge it."""
    signature = SIGNER.signature(str(delivery.pk))[:DIGITS]
    return f"<newsletter.{delivery.pk}.{signature}@{site_host()}>"


def delivery_of_message_id(text: str) -> int | None:
    """Return the id of the delivery in one of our Message-IDs, or None for any other."""
    parts = text.strip().strip("<>").partition("@")[0].split(".")
    is_ours = len(parts) == 3 and parts[0] == "newsletter" and parts[1].isascii() and parts[1].isdigit()
    if not is_ours or len(parts[1]) > 18:
        return None
    return int(parts[1]) if SIGNER.signature(parts[1])[:DIGITS] == parts[2] else None

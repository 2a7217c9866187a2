"""The guide of the first screen, from an empty newsroom to the first story in both languages."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.admin.story_rows import story_address
from articles.models import Article, Author, Edition, Language, Publication, Section, localized, other
from articles.translations import translation_address
from articles.workflow.permissions import Verb, may, may_somewhere

MOST_STORIES = 50  # a newsroom with more has long begun, whatever it has published


@dataclass
class GuideStep:
    """A step of the guide. An optional one is never the next; without an address it cannot be taken yet."""

    label: str
    purpose: str
    address: str
    is_done: bool
    is_optional: bool = False
    is_next: bool = False


@dataclass
class Guide:
    """The steps that a person may take, in their order, and whether there is a story already."""

    steps: list[GuideStep]
    has_story: bool = False

    def __post_init__(self):
        self.next = next((step for step in self.steps if not (step.is_done or step.is_optional)), None)
        if self.next:
            self.next.is_next = True

    @property
    def done(self):
        return sum(step.is_done for step in self.steps)


def first_run_guide(user: AbstractUser, stories: int, at: datetime) -> Guide | None:
    """Return the guide, or None for a newsroom that has begun, and for somebody who cannot take a step.

    stories  the number of stories, or of texts of stories
    """
    if stories > MOST_STORIES or (stories and Edition.objects.once_in_both(at).exists()):
        return None
    steps = [*setup_steps(user), *story_steps(user)]
    return Guide(steps, has_story=stories > 0) if any(not step.is_done for step in steps) else None


def setup_steps(user):
    """Return the steps for those who may set the newsroom up."""
    steps = []
    if may_set_up(user):
        is_done = Publication.objects.exists() and Section.objects.exists() and is_author(user)
        steps.append(
            GuideStep(
                _("Set up your newsroom"),
                _("Its names in both languages, sections to begin with, and you as an author: one page."),
                reverse("admin:first_run"),
                is_done,
            )
        )
    if user.has_perm("articles.change_publication"):
        steps.append(
            GuideStep(
                _("Fill in the imprint"),
                _("Who publishes and edits the paper, and where. Korean press law asks for it."),
                reverse("admin:articles_publication_changelist"),
                Publication.objects.current().has_imprint,
                is_optional=True,
            )
        )
    if user.has_perm("accounts.add_user"):
        steps.append(
            GuideStep(
                _("Invite your colleagues"),
                _("A user’s group defines what they can do: report, translate, edit or publish."),
                reverse("admin:accounts_user_add"),
                get_user_model().objects.filter(is_active=True).count() > 1,
                is_optional=True,
            )
        )
    return steps


def story_steps(user):
    """Return the steps from the first story to its publication, those that a person may take."""
    article = Article.objects.order_by("pk").first()
    steps = []
    if may_begin_story(user):
        steps.append(
            GuideStep(
                _("Write the first story"),
                _("In either language, or in both next to each other."),
                new_story_address(user),
                article is not None,
            )
        )
    bilingual = Article.objects.exclude(title_en="").exclude(title_ko="").order_by("pk").first()
    if all(may(user, Verb.WRITE, language) for language in Language):
        address = translation_address(article.pk, other(article.source_language)) if article else ""
        purpose = _("Segment by segment, next to its source. Not needed if you wrote both.")
        steps.append(GuideStep(_("Translate it"), purpose, address, bilingual is not None))
    if may_somewhere(user, Verb.PUBLISH):
        shown = bilingual or article
        purpose = _("Submit and approve each text, then publish both together.")
        address = story_address(shown.pk) if shown else ""
        steps.append(GuideStep(_("Publish both languages"), purpose, address, is_done=False))
    return steps


def may_set_up(user: AbstractUser) -> bool:
    """Return whether a person may name the publication and add sections and authors."""
    return all(user.has_perm(f"articles.add_{model}") for model in ("publication", "section", "author"))


def may_begin_story(user: AbstractUser) -> bool:
    return user.has_perm("articles.add_article") and may_somewhere(user, Verb.WRITE)


def is_author(user: AbstractUser) -> bool:
    return Author.objects.filter(user=user).exists()


def new_story_address(user: AbstractUser) -> str:
    """Return the address of the form of a new story in the first section, open in all that they write."""
    section = Section.objects.first()
    chosen = {"section": section.pk} if section else {}
    empty = {localized("title", language): "" for language in Language if may(user, Verb.WRITE, language)}
    address = reverse("admin:articles_article_add")
    return f"{address}?{urlencode(chosen | (empty if len(empty) > 1 else {}))}"

"""The import of an archive: each story in a transaction of its own, and none twice.

An import that was interrupted goes on where it stopped, because what is there already is passed over.
Published texts become editions that begin when they came out; anything else becomes a draft. Headline and
summary are completed where a text lacks them.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import unquote, urlunsplit

from django.utils.text import Truncator, slugify

from articles import clock
from articles.body.content import body_passages
from articles.body.field import length_messages
from articles.events import log
from articles.models import (
    ArticleTopic,
    Author,
    Byline,
    Language,
    Section,
    Topic,
    Wanted,
    localized,
)
from articles.models.text import line, prose
from articles.publishing import import_published
from articles.refusals import Refused
from articles.text.script import language_of
from articles.text.sentences import sentences
from articles.workflow.edit_session import create_article
from articles.workflow.permissions import Actor
from newsroom.interchange.archive.markup import convert_html
from newsroom.interchange.archive.posts import (
    Archive,
    ArchivePost,
    ArchiveProblem,
    ArchiveRefused,
    ImportReport,
    SkippedPost,
    address_parts,
    join_address,
)
from newsroom.interchange.archive.references import ArchiveNames, ArchivePictures
from newsroom.interchange.models import ImportedPost
from newsroom.redirects.rules import RedirectRow, store_redirects

LONGEST_URL = 500
REDIRECTS_AT_ONCE = 500
NO_SECTION = "no section fits: choose --section, or create a section with the name of its category"
LONGEST_HEADLINE = 200
SUMMARY = 200  # characters of the first paragraph that make a summary


class ConvertedPost(NamedTuple):
    """A post, and the columns of an Article in its language, without the language in their names."""

    post: ArchivePost
    columns: dict[str, str]

    @property
    def is_published(self):
        at = self.post.published_at
        return at is not None and at <= clock.now() and bool(self.columns["body"])


class ArchiveStory(NamedTuple):
    """A story as it will be created: its texts, the source first, and its filing."""

    texts: list[ConvertedPost]
    section: Section
    topics: list[Topic]
    authors: list[Author]
    lead_image_id: int | None

    def columns(self):
        """Return the columns of an Article with their texts, in all languages of the story."""
        return {
            localized(name, text.post.language): value
            for text in self.texts
            for name, value in text.columns.items()
        }

    def add_rows(self, article):
        """Add the topics and authors to the Article."""
        ArticleTopic.objects.bulk_create(
            ArticleTopic(content_object=article, tag=topic) for topic in self.topics
        )
        Byline.objects.bulk_create(
            Byline(article=article, author=author, position=place)
            for place, author in enumerate(self.authors)
        )


class ArchiveImport:
    """One run over an archive.

    default_section  of stories of which no category is a section, or None to leave them out
    is_dry           whether to write nothing, and to report what an import would
    """

    def __init__(
        self,
        archive: Archive,
        *,
        pictures: ArchivePictures,
        report: ImportReport,
        default_section: Section | None = None,
        by: Actor = None,
        is_dry: bool = False,
    ):
        self.archive, self.pictures, self.report = archive, pictures, report
        self.by, self.is_dry = by, is_dry
        self.redirects = {}  # {RedirectRow: its post} that are not stored yet
        self.names = ArchiveNames(default_section=default_section, is_dry=is_dry)
        self.done = {row.source_id: row for row in ImportedPost.objects.filter(origin=archive.origin)}
        self.stories = {_address_key(row.url): row.article_id for row in self.done.values() if row.article_id}

    def run(self) -> Iterator[int]:
        """Import story after story, and yield how many objects of the archive were gone through."""
        for found in self.archive.read_stories():
            if isinstance(found, SkippedPost):
                self._skip(found)
                yield 1
            else:
                self._import_story(found)
                if len(self.redirects) >= REDIRECTS_AT_ONCE:
                    self._store_redirects()
                yield len(found)
        self._store_redirects()

    def _skip(self, skipped):
        if skipped.reason:
            self.report.counts["skipped"] += 1
            self.report.add(ArchiveProblem(skipped.source_id, "", f"left out, as it {skipped.reason}"))

    def _import_story(self, posts):
        known = [post for post in posts if post.source_id in self.done]
        if len(known) == len(posts):
            self._count_known(posts)
            return
        try:
            _refuse_unfit_posts(posts, known)
            story = self._convert_story(sorted(posts, key=_source_first))
            if not self.is_dry:
                self._create(story)
        except Refused as refusal:
            self.report.counts["refused"] += len(posts)
            for post in posts:
                self._add_problems(post, [f"not imported, because {refusal}"])
        else:
            self._count_imported(story.texts)

    def _count_known(self, posts):
        self._redirect(posts)  # an interrupted run may have ended before it stored them
        for post in posts:
            is_same = self.done[post.source_id].digest == post.digest()
            self.report.counts["unchanged" if is_same else "changed"] += 1
            if not is_same:
                self._add_problems(post, ["changed in the archive since it was imported"])

    def _count_imported(self, texts):
        self._redirect([text.post for text in texts if text.is_published])
        self.report.counts["stories"] += 1
        for text in texts:
            self.report.counts["published" if text.is_published else "drafts"] += 1
            self._add_problems(text.post, text.post.problems)

    def _redirect(self, posts):
        """Note where the old addresses of published posts lead from now on."""
        for post in posts:
            row = self.done.get(post.source_id)
            if post.published_at is None or (row and row.article_id is None):
                continue
            for address in filter(None, [post.url, *post.other_urls]):
                path = urlunsplit(("", "", *address_parts(address)[2:4], ""))
                number = row.article_id if row else 0  # of a dry run
                self.redirects[RedirectRow(path, article_id=number, language=post.language)] = post

    def _store_redirects(self):
        """Store the redirects noted so far. Those that are there already stay as they are."""
        self.report.counts["redirects"] += len(self.redirects)
        if not self.is_dry:
            for refused in store_redirects(self.redirects, by=self.by).plan.refused:
                post = self.redirects[refused.row]
                self._add_problems(post, [f"its old address does not lead to it: {refused.reason}"])
        self.redirects = {}

    def _add_problems(self, post, messages):
        for message in messages:
            self.report.add(ArchiveProblem(post.source_id, post.url, message))

    def _convert_story(self, posts):
        """Return the ArchiveStory of posts; pictures, topics and authors are created before the story is."""
        section = self.names.section_of(posts)
        if section is None:
            raise ArchiveRefused(NO_SECTION)
        texts = [self._convert(post) for post in posts]
        return ArchiveStory(
            texts,
            section,
            self.names.topics_of(posts),
            self.names.authors_of(posts),
            self._lead_image(posts),
        )

    def _convert(self, post):
        """Return the ConvertedPost, and note in the post what it does not say any more."""
        converted = convert_html(
            post.html,
            base_url=post.base_url,
            find_picture=lambda address, alt: self.pictures.find(address, language=post.language, alt=alt),
            find_story=lambda address: self.stories.get(_address_key(address)),
        )
        if reasons := list(length_messages(converted.body)):
            raise ArchiveRefused(*reasons)
        columns = {
            "title": line(post.headline),
            "summary": prose(post.summary),
            "body": converted.body,
            "slug": slugify(post.slug, allow_unicode=True)[:LONGEST_HEADLINE],
        }
        post.problems += [*converted.problems, *complete_columns(columns, post.language)]
        return ConvertedPost(post, columns)

    def _lead_image(self, posts):
        """Return the id of the lead picture; each language adds its texts to it."""
        found = [
            self.pictures.find(
                join_address(post.base_url, post.lead_picture.address),
                language=post.language,
                alt=post.lead_picture.alt,
                caption=post.lead_picture.caption,
            )
            for post in posts
            if post.lead_picture
        ]
        return next(filter(None, found), None)

    @log.unit_of_work()
    def _create(self, story):
        languages = [text.post.language for text in story.texts]
        article = create_article(
            by=self.by,
            source_language=languages[0],
            section=story.section,
            lead_image_id=story.lead_image_id,
            wanted={one: Wanted.FULL if one in languages else Wanted.NOTHING for one in Language},
            add_rows=story.add_rows,
            **story.columns(),
        )
        published = {text.post.language: text.post.published_at for text in story.texts if text.is_published}
        if published:
            import_published(article, published, origin=self.archive.origin, by=self.by)
        self._remember([text.post for text in story.texts], article)

    def _remember(self, posts, article):
        rows = [
            ImportedPost(
                origin=self.archive.origin,
                source_id=post.source_id,
                article=article,
                language=post.language,
                url=post.url[:LONGEST_URL],
                digest=post.digest(),
            )
            for post in posts
        ]
        for row in ImportedPost.objects.bulk_create(rows):
            self.done[row.source_id] = row
            self.stories[_address_key(row.url)] = article.pk


def _refuse_unfit_posts(posts, known):
    """Raise ArchiveRefused for posts that cannot be imported as one story."""
    if known:
        raise ArchiveRefused("its story was imported before in one language: add the other there")
    languages = [post.language for post in posts]
    if len(languages) != len(set(languages)):
        raise ArchiveRefused("its story has two posts in one language")


def _source_first(post):
    """Return a key by which the post that others were translated from comes first."""
    return post.is_translation, post.published_at or datetime.max.replace(tzinfo=UTC)


def _address_key(address):
    """Return an address without its scheme and its last slash, to compare it with others."""
    parts = address_parts(address)
    if not (parts.netloc or parts.path or parts.query):
        return address
    return f"{parts.netloc}{unquote(parts.path).rstrip('/')}{'?' * bool(parts.query)}{parts.query}"


def complete_columns(columns: dict[str, str], language: str) -> Iterator[str]:
    """Set headline and summary where they are missing or too long, and yield what a person should look at.

    columns  "title", "summary" and "body" in one language
    """
    if len(columns["title"]) > LONGEST_HEADLINE:
        yield f"the headline was cut: {columns['title']}"
        columns["title"] = Truncator(columns["title"]).chars(LONGEST_HEADLINE)
    opening = first_sentences(columns["body"])
    if not columns["title"]:
        columns["title"] = Truncator(opening).chars(LONGEST_HEADLINE) or "…"
        yield "has no headline: its first sentences became one"
    if not columns["body"]:
        yield "has no text: imported as a draft"
    elif not columns["summary"]:
        columns["summary"] = opening or columns["title"]
        yield "has no summary: its first sentences became one"
    plain = f"{columns['title']} {columns['summary']}"
    if language_of(plain) not in (None, language):
        yield f"does not look like {Language(language).label}: {plain[:80]}"


def first_sentences(body: str) -> str:
    """Return the first sentences of the first paragraph, up to some 200 characters; "" without one."""
    words = next((words for role, words in body_passages(body) if role == "p" and words.strip()), "")
    text = ""
    for sentence in sentences(words):
        if text and len(text) + len(sentence) > SUMMARY:
            break
        text = f"{text} {sentence}".strip()
    return Truncator(text).chars(2 * SUMMARY)

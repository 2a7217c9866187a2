"""The import of an archive: each story in its own transaction, and only once.

An interrupted import resumes where it stopped, because posts that were imported before are skipped.
Published texts become editions that begin at their publication date. Other texts become drafts. A missing
headline or summary is completed.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from django.utils.text import Truncator, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
from newsroom.interchange.archive.old_addresses import OldAddresses
from newsroom.interchange.archive.origins import address_key, recognise_posts
from newsroom.interchange.archive.posts import (
    Archive,
    ArchivePost,
    ArchiveProblem,
    ArchiveRefused,
    ImportReport,
    SkippedPost,
    join_address,
)
from newsroom.interchange.archive.references import ArchiveNames, ArchivePictures
from newsroom.interchange.models import ImportedPost

LONGEST_URL = 500  # characters; longer addresses are cut
NO_SECTION = gettext_lazy(
    "no section fits: choose --section, or create a section with the name of its category"
)
LONGEST_HEADLINE = 200  # characters; longer headlines and slugs are cut
SUMMARY = 200  # characters of a summary that is made from the first paragraph


class ConvertedPost(NamedTuple):
    """A post with its converted texts: {column of an Article, without the language suffix: text}."""

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
        """Return the localized columns of an Article and their texts, for all languages of the story."""
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
            Byline(article=article, author=author, position=position)
            for position, author in enumerate(self.authors)
        )


class ArchiveImport:
    """One import of an archive.

    default_section  section of stories whose categories match no section, or None to refuse them
    is_dry           whether to write nothing and only report what an import would do
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
        self.old_addresses = OldAddresses(report, by=by, is_dry=is_dry)
        self.names = ArchiveNames(default_section=default_section, is_dry=is_dry)
        self.done, self.seen = recognise_posts(archive), set()
        self.stories = {address_key(row.url): row.article_id for row in self.done.values() if row.article_id}

    def run(self) -> Iterator[int]:
        """Import each story, and yield the number of archive objects processed with it.

        The import is complete only when the generator is exhausted.
        """
        for entry in self.archive.read_stories():
            if isinstance(entry, SkippedPost):
                self._skip(entry)
                yield 1
            else:
                self._import_story(entry)
                yield len(entry)
        self.old_addresses.store()

    def _skip(self, skipped):
        if skipped.reason:
            self.report.counts["skipped"] += 1
            problem = _("left out, as it %(reason)s") % {"reason": skipped.reason}
            self.report.add(ArchiveProblem(skipped.source_id, "", problem), is_counted=skipped.is_counted)

    def _import_story(self, posts):
        posts = [post for post in posts if self._is_first(post)]
        if not posts:
            return
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
                self._add_problems(post, [_("not imported, because %(reason)s") % {"reason": refusal}])
        else:
            self._count_imported(story.texts)

    def _is_first(self, post):
        """Return whether the post's id appears for the first time. Count and report repetitions.

        Files that were merged from several exports repeat some posts.
        """
        is_first = post.source_id not in self.seen
        self.seen.add(post.source_id)
        if not is_first:
            self.report.counts["repeated"] += 1
            self._add_problems(post, [_("left out: an earlier post in the archive has the same number")])
        return is_first

    def _count_known(self, posts):
        for post in posts:
            row = self.done[post.source_id]
            is_same = row.digest == post.digest()
            self.report.counts["unchanged" if is_same else "changed"] += 1
            if not is_same:  # add no redirects: it may be another post with the same number
                problem = _("changed in the archive since it was imported")
                if address_key(row.url) != address_key(post.url):
                    problem = _("changed, and had another address when it was imported: %(address)s")
                self._add_problems(post, [problem % {"address": row.url}])
            elif row.has_edition:
                self._redirect([post])  # an interrupted run may not have stored them

    def _count_imported(self, texts):
        self._redirect([text.post for text in texts if text.is_published])
        self.report.counts["stories"] += 1
        for text in texts:
            self.report.counts["published" if text.is_published else "drafts"] += 1
            self._add_problems(text.post, text.post.problems)

    def _redirect(self, posts):
        """Record redirects from the old addresses of published posts."""
        for post in posts:
            row = self.done.get(post.source_id)
            if post.published_at is not None and not (row and row.article_id is None):
                self.old_addresses.lead_to(row.article_id if row else 0, post)  # 0 in a dry run

    def _add_problems(self, post, messages):
        for message in messages:
            self.report.add(ArchiveProblem(post.source_id, post.url, message))

    def _convert_story(self, posts):
        """Return the ArchiveStory of posts. Create missing pictures, topics and authors."""
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
        """Return the ConvertedPost, and add the losses of the conversion to the post's problems."""
        converted = convert_html(
            post.html,
            base_url=post.base_url,
            find_picture=lambda address, alt: self.pictures.find(address, language=post.language, alt=alt),
            find_story=lambda address: self.stories.get(address_key(address)),
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
        """Return the id of the lead picture, or None. Each language adds its own alt text and caption."""
        image_ids = [
            self.pictures.find(
                join_address(post.base_url, post.lead_picture.address),
                language=post.language,
                alt=post.lead_picture.alt,
                caption=post.lead_picture.caption,
            )
            for post in posts
            if post.lead_picture
        ]
        return next(filter(None, image_ids), None)

    @log.unit_of_work()
    def _create(self, story):
        languages = [text.post.language for text in story.texts]
        article = create_article(
            by=self.by,
            source_language=languages[0],
            section=story.section,
            lead_image_id=story.lead_image_id,
            wanted={
                language: Wanted.FULL if language in languages else Wanted.NOTHING for language in Language
            },
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
            self.stories[address_key(row.url)] = article.pk


def _refuse_unfit_posts(posts, known):
    """Raise ArchiveRefused for posts that cannot be imported as one story."""
    if known:
        raise ArchiveRefused(_("its story was imported before in one language: add the other there"))
    languages = [post.language for post in posts]
    if len(languages) != len(set(languages)):
        raise ArchiveRefused(_("its story has two posts in one language"))


def _source_first(post):
    """Return a sort key: originals before translations, then earlier posts first."""
    return post.is_translation, post.published_at or datetime.max.replace(tzinfo=UTC)


def complete_columns(columns: dict[str, str], language: str) -> Iterator[str]:
    """Complete the headline and summary in `columns`, and yield messages for the user to check.

    A missing headline or summary is made from the text, and a headline that is too long is cut.

    columns  "title", "summary" and "body" in one language, changed in place
    """
    if len(columns["title"]) > LONGEST_HEADLINE:
        yield _("the headline was cut: %(headline)s") % {"headline": columns["title"]}
        columns["title"] = Truncator(columns["title"]).chars(LONGEST_HEADLINE)
    opening = first_sentences(columns["body"])
    if not columns["title"]:
        columns["title"] = Truncator(opening).chars(LONGEST_HEADLINE) or "…"
        yield _("has no headline: its first sentences were used instead")
    if not columns["body"]:
        yield _("has no text: imported as a draft")
    elif not columns["summary"]:
        columns["summary"] = opening or columns["title"]
        yield _("has no summary: its first sentences were used instead")
    plain = f"{columns['title']} {columns['summary']}"
    if language_of(plain) not in (None, language):
        values = {"language": Language(language).label, "text": plain[:80]}
        yield _("does not look like %(language)s: %(text)s") % values


def first_sentences(body: str) -> str:
    """Return the first sentences of the first paragraph, up to SUMMARY characters.

    The first sentence may have twice as many characters, and is then cut. Return "" if there is no paragraph.
    """
    words = next((words for role, words in body_passages(body) if role == "p" and words.strip()), "")
    text = ""
    for sentence in sentences(words):
        if text and len(text) + len(sentence) > SUMMARY:
            break
        text = f"{text} {sentence}".strip()
    return Truncator(text).chars(2 * SUMMARY)

"""Sections, topics and authors that posts of an archive name, found in the newsroom or created."""

from collections import Counter

from django.db import models

from articles.models import Author, Language, Section, Topic, localized, other
from articles.models.text import free_address, suggest_address
from newsroom.interchange.archive.posts import ArchiveName, ArchivePost

LONGEST_NAME = 100  # characters of the name of a topic or an author


class NameFinder:
    """The rows of one model by name and slug; most archives name the same few again and again."""

    def __init__(self, rows: models.QuerySet):
        self.by_key, self.slugs = {}, set()
        for row in rows:
            self.add(row)

    def add(self, row):
        names = (getattr(row, localized("name", language)) for language in Language)
        for key in filter(None, (row.slug, *names)):
            self.by_key.setdefault(key.casefold(), getattr(row, "merged_into", None) or row)
        self.slugs.add(row.slug)

    def find(self, name: ArchiveName):
        """Return the row of that name, in either language, or else of that slug, or None."""
        keys = (name.name, name.name_there, name.slug)
        return next(filter(None, (self.by_key.get(key.casefold()) for key in keys if key)), None)

    def free_slug(self, *wishes: str, spare: str, allow_unicode: bool) -> str:
        """Return the first wish as a slug, or `spare`, with a number if another row has it."""
        slug = suggest_address(*wishes, allow_unicode=allow_unicode, most=90) or spare
        return free_address(slug, self.slugs, most=LONGEST_NAME)


class ArchiveNames:
    """The rows of the sections, topics and authors that the posts of an archive name.

    sections are found and never created: they are the parts of the newspaper. A category without a section is
    a topic. Topics and authors are created where none has the name.

    created  Counter of what was created, by the name of the model
    unfiled  Counter of the categories that are no section
    """

    def __init__(self, *, default_section: Section | None = None, is_dry: bool = False):
        self.default_section, self.is_dry = default_section, is_dry
        self.sections = NameFinder(Section.objects.all())
        self.topics = NameFinder(Topic.objects.select_related("merged_into"))
        self.authors = NameFinder(Author.objects.all())
        self.created, self.unfiled = Counter(), Counter()

    def section_of(self, posts: list[ArchivePost]) -> Section | None:
        """Return the section of the first category that is one, else the default section."""
        named = (self.sections.find(name) for post in posts for name in post.sections)
        return next(filter(None, named), self.default_section)

    def topics_of(self, posts: list[ArchivePost]) -> list[Topic]:
        """Return the topics of a story, those of its first post first; they may be new."""
        found = []
        for post in posts:
            others = [name for name in post.sections if not self.sections.find(name)]
            self.unfiled.update(name.name for name in others)
            for name in (*others, *post.topics):
                if name.name and len(name.name) <= LONGEST_NAME:
                    found.append(self.topics.find(name) or self._new_topic(name, post.language))
                else:
                    post.problems.append(f"the topic “{name.name[:40]}…” has a name that is too long")
        return list(dict.fromkeys(found))

    def authors_of(self, posts: list[ArchivePost]) -> list[Author]:
        """Return the authors of a story; a new one has one name in both languages, as no other is known."""
        names = [name for post in posts for name in post.authors if name.name]
        return list(dict.fromkeys(self.authors.find(name) or self._new_author(name) for name in names))

    def _new_topic(self, name, language):
        slug = self.topics.free_slug(name.slug, name.name, spare="topic", allow_unicode=True)
        names = {localized("name", language): name.name}
        names[localized("name", other(language))] = name.name_there[:LONGEST_NAME]
        return self._create(self.topics, Topic(slug=slug, **names))

    def _new_author(self, name):
        short = name.name[:LONGEST_NAME]
        slug = self.authors.free_slug(name.slug, short, spare="author", allow_unicode=False)
        return self._create(self.authors, Author(slug=slug, name_en=short, name_ko=short))

    def _create(self, finder, row):
        if self.is_dry:
            row.pk = -sum(self.created.values()) - 1  # so that it can be told from others
        else:
            row.save()
        self.created[row._meta.model_name] += 1
        finder.add(row)
        return row

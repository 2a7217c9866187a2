"""Everything the newsroom keeps, one noun a file."""

from articles.models.article import Article, RelatedLink, Source, SourceKind
from articles.models.board import Board
from articles.models.edition import Edition, EditionKind
from articles.models.event import Event, Happening
from articles.models.filing import EditionByline, EditionTopic
from articles.models.image import Image
from articles.models.language import Language, localized, other
from articles.models.people import Author, Byline, Role
from articles.models.progress import Progress, Stage, Standing, Wanted
from articles.models.publication import Page, Publication
from articles.models.taxonomy import ArticleTopic, Colour, Section, Topic
from articles.models.waiting import Waiting

__all__ = [
    "Article",
    "ArticleTopic",
    "Author",
    "Board",
    "Byline",
    "Colour",
    "Edition",
    "EditionByline",
    "EditionKind",
    "EditionTopic",
    "Event",
    "Happening",
    "Image",
    "Language",
    "Page",
    "Progress",
    "Publication",
    "RelatedLink",
    "Role",
    "Section",
    "Source",
    "SourceKind",
    "Stage",
    "Standing",
    "Topic",
    "Waiting",
    "Wanted",
    "localized",
    "other",
]

"""Everything the newsroom keeps, one noun a file."""

from articles.models.article import Article, RelatedLink, Source, SourceKind
from articles.models.board import Board
from articles.models.edition import Edition, EditionKind
from articles.models.event import ConsumerPosition, Event, Happening
from articles.models.exceptions import RelatedExclusion, RightsReservation
from articles.models.filing import EditionByline, EditionPicture, EditionTopic
from articles.models.image import Image
from articles.models.language import Language, localized, other
from articles.models.note import Note
from articles.models.people import Author, Byline, Role
from articles.models.planning import Column
from articles.models.preview import PreviewLink, PreviewVisit
from articles.models.progress import Priority, Progress, Stage, Standing, Wanted
from articles.models.publication import Page, Publication
from articles.models.queue import Task
from articles.models.taxonomy import ArticleTopic, Colour, Section, Topic
from articles.models.term import Term, TermKind, Validity
from articles.models.translated import TranslatedSegment
from articles.models.typing import Presence, UnsavedTyping
from articles.models.waiting import Waiting
from articles.models.waiver import Waiver

__all__ = [
    "Article",
    "ArticleTopic",
    "Author",
    "Board",
    "Byline",
    "Colour",
    "Column",
    "ConsumerPosition",
    "Edition",
    "EditionByline",
    "EditionKind",
    "EditionPicture",
    "EditionTopic",
    "Event",
    "Happening",
    "Image",
    "Language",
    "Note",
    "Page",
    "Presence",
    "PreviewLink",
    "PreviewVisit",
    "Priority",
    "Progress",
    "Publication",
    "RelatedExclusion",
    "RelatedLink",
    "RightsReservation",
    "Role",
    "Section",
    "Source",
    "SourceKind",
    "Stage",
    "Standing",
    "Task",
    "Term",
    "TermKind",
    "Topic",
    "TranslatedSegment",
    "UnsavedTyping",
    "Validity",
    "Waiting",
    "Waiver",
    "Wanted",
    "localized",
    "other",
]

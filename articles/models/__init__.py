"""Models of the newsroom, one subject per file."""

from articles.models.article import Article, RelatedLink, Source, SourceKind
from articles.models.autosave import AutosavedDraft, Presence, UnsavedTyping
from articles.models.edition import Edition, EditionKind
from articles.models.edition_listings import EditionByline, EditionPicture, EditionTopic
from articles.models.event import ConsumerPosition, DayDigest, Event, EventType
from articles.models.exceptions import Note, RelatedExclusion, RightsReservation, Waiver
from articles.models.image import ContractState, Image, PictureContract, PictureTag, PictureUse
from articles.models.language import Language, localized, other
from articles.models.open_work import TranslationTask, Waiting
from articles.models.people import Author, Byline, Contribution, Role
from articles.models.preview import PreviewLink, PreviewVisit
from articles.models.progress import LanguageProgress
from articles.models.publication import Publication, StandingPage, StandingPageVersion
from articles.models.redaction import LegalGround, LegalHold, Redaction
from articles.models.stages import BoardStage, DashboardList, DisplayStatus, Priority, Stage, Wanted
from articles.models.taxonomy import ArticleTopic, Colour, Section, Topic
from articles.models.term import Term, TermKind, Validity
from articles.models.translated_segment import TranslatedSegment

"""Replay of the demonstration stories with the same functions that the newsroom's buttons call.

All stories are replayed together in chronological order, so that the ids of events and stories follow their
dates. The reporter writes the source text and the translator the other one; the desk of a language returns,
approves, publishes, corrects and withdraws.
"""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from articles.models import (
    Article,
    ArticleTopic,
    Byline,
    EditionKind,
    Language,
    LanguageProgress,
    Priority,
    RelatedLink,
    Source,
    other,
)
from articles.publishing import correct, publish, withdraw
from articles.text.freshness import Freshness
from articles.text.segments import segments_of
from articles.translations.freshness import Translation, segments_stamp, translation_of, wanted_segments
from articles.translations.machine_drafts import place_machine_drafts
from articles.translations.segments import accept_segment
from articles.workflow import notes
from articles.workflow.assignments import assign, assign_to_self
from articles.workflow.edit_session import create_article, editing
from articles.workflow.permissions import Verb, may
from articles.workflow.transitions import perform
from newsroom.demo.content import TEXTS, replace_keys
from newsroom.demo.timeline import build_timeline, set_clock
from newsroom.frontpage.models import FrontPageScope, LayoutKind, LeadPresentation, SlotKind, SlotPosition
from newsroom.frontpage.placements import place_story
from newsroom.live.models import LiveEntry
from newsroom.live.pictures import ChosenPicture
from newsroom.live.publication import begin_coverage, correct_entry, end_coverage, post_entry, translate_entry

PLACE = ("field", "passage")  # keys of a note's table that say where it belongs


def find_article_id(story: dict) -> int | None:
    """Return the id of the article that was created from a story, or None.

    Searches the history, which also finds stories whose slug has changed.
    """
    return Article.history.filter(slug_en=story["key"]).values_list("id", flat=True).first()


@transaction.atomic
def replay_stories(stories: list[dict], context, *, on_create: Callable[[dict], None]) -> None:
    """Create the stories and perform their actions in one transaction. Call on_create before each story."""
    scheduled = []
    for story in stories:
        replay = StoryReplay(story, context)
        scheduled += [(replay, action) for action in build_timeline(story, context.calendar)]
    for replay, action in sorted(scheduled, key=lambda pair: pair[1].at):
        if action.name == "create":
            on_create(replay.story)
        with set_clock(action.at):
            getattr(replay, action.name)(action.language, action.details)


class ReplayContext:
    """Users, rows and dates that stories refer to.

    people    {username: User}
    calendar  a RelativeCalendar
    rows      {"section": {slug: Section}, "topic": …, "author": …, "image": {key: Image},
              "term": {slug of its English name: Term}}
    articles  {key: id} of the existing stories; grows as stories are created
    """

    def __init__(self, people, calendar, rows, articles):
        self.people, self.calendar, self.rows, self.articles = people, calendar, rows, articles

    def resolve_keys(self, text):
        """Replace the keys in the references of a text with the ids of their rows."""
        ids = {kind: {key: row.pk for key, row in rows.items()} for kind, rows in self.rows.items()}
        return replace_keys(text, ids | {"article": self.articles})

    def desk(self, language):
        return self._person(f"desk-{language}", Verb.PUBLISH, language)

    def writer(self, story, language):
        username = "reporter" if language == story["source_language"] else f"translator-{language}"
        return self._person(username, Verb.WRITE, language)

    def _person(self, username, verb, language):
        """Return the user, or None (the system) if there is no such user or the permission is missing."""
        person = self.people.get(username)
        return person if person and may(person, verb, language) else None


class StoryReplay:
    """One story during the replay, with a method for each action of `timeline.build_timeline`.

    Each method acts at the current time of the clock. It takes the language and the table of the story's file
    that requests the action, or None.
    """

    def __init__(self, story, context):
        self.story, self.context, self.article, self.thread = story, context, None, None

    def create(self, language, _details):
        """Create the article with its source text, topics, bylines, links and sources."""
        story, rows = self.story, self.context.rows
        writer = self.context.writer(story, language)
        self.article = create_article(
            by=writer,
            wanted=story.get("wanted"),
            source_language=language,
            section=rows["section"][story["section"]],
            lead_image=rows["image"].get(story.get("lead_image")),
            is_sponsored="sponsor" in story[language],
            **self._texts(language) | {"slug_en": story["key"]},
        )
        with editing(self.article.pk, by=writer) as copy:
            self._add_related_rows(copy)
        self.context.articles[story["key"]] = self.article.pk

    def translate(self, language, _details):
        writer = self.context.writer(self.story, language)
        drafted = self.story["machine"].get(language)
        units = self._draft_by_machine(language, drafted, by=writer) if drafted else ()
        with editing(self.article.pk, by=writer) as copy:
            for column, text in self._texts(language).items():
                setattr(copy, column, text)
        for unit_id in units:
            accept_segment(self.article, language, unit_id, by=writer)

    def _draft_by_machine(self, language, details, *, by):
        """Add the machine drafts that the translator edits next, and return the ids of their units."""
        texts = (self._texts(language)[f"{field}_{language}"] for field in ("title", "summary", "body"))
        source = wanted_segments(self.article, other(language))
        translation = Translation(source, segments_of(*texts))
        drafts, seen = {}, {}
        for unit_id, unit in zip(translation.unit_ids, translation.units, strict=True):
            html = " ".join(segment.html for segment in translation.targets_of(unit))
            for ours, theirs in details["wrote"].items():
                html = html.replace(ours, theirs)
            if html and unit.sources:
                drafts[unit_id] = html
                seen[unit_id] = (segments_stamp(translation.sources_of(unit)), "")
        asked = {"engine": details["engine"], "model": "", "seen": seen}
        return place_machine_drafts(self.article, language, drafts, by=by, **asked)

    def take_over(self, language, _details):
        """Assign an unfinished text to its writer."""
        writer = self.context.writer(self.story, language)
        if writer:
            assign_to_self(self.article, language, by=writer)

    def plan(self, language, details):
        """Assign a text and set its priority, due time and planned day."""
        calendar, fields = self.context.calendar, {}
        if writer := self.context.people.get(details.get("to")):
            fields["to"] = writer
        if "due" in details:
            fields["due_at"] = calendar.parse_datetime(details["due"])
        if "priority" in details:
            fields["priority"] = Priority[details["priority"].upper()]
        if "on" in details:
            fields["planned_on"] = calendar.date_after(details["on"])
        assign(self.article, language, by=self.context.desk(language), **fields)

    def write_note(self, language, details):
        """Write a note or a reply, if the writer's account exists and may write notes."""
        writer = self.context.people.get(details["by"])
        if not notes.may_write(writer):
            return
        if self.thread and details.get("is_answer"):
            notes.reply(self.thread, details["text"], by=writer)
        else:
            passage = {"language": language} | {part: details[part] for part in PLACE if part in details}
            self.thread = notes.write_note(self.article, details["text"], by=writer, **passage)

    def submit(self, language, _details):
        perform("submit", self.article, language=language, by=self.context.writer(self.story, language))

    def send_back(self, language, details):
        reason, desk = details[f"reason_{language}"].strip(), self.context.desk(language)
        perform("return", self.article, language=language, by=desk, reason=reason)

    def approve(self, language, _details):
        perform("approve", self.article, language=language, by=self.context.desk(language))

    def publish(self, language, _details):
        live_from = self.story.get("live_from")
        at = self.context.calendar.parse_datetime(live_from) if live_from else None
        publish(self.article, language, by=self.context.desk(language), at=at)

    def place_on_page(self, language, details):
        """Place the story on a front page or section page."""
        is_of_section, slot = details.get("page") == "section", details["slot"]
        section = self.article.section_id if is_of_section or slot == SlotKind.BLOCK else None
        scope = FrontPageScope.SECTION if is_of_section else FrontPageScope.FRONT
        target = SlotPosition(language, scope, slot, details.get("position", 1), section)
        times = {name: details[key] for name, key in (("at", "begins"), ("until", "ends")) if key in details}
        instants = {name: self.context.calendar.parse_datetime(time) for name, time in times.items()}
        words, shown = details.get(f"words_{language}", ""), None
        if target.is_front_lead:
            own = {part: details.get(f"{part}_{language}", "") for part in ("headline", "kicker")}
            shown = LeadPresentation(details.get("layout", LayoutKind.CALM), **own)
        by = self.context.desk(language)
        place_story(self.article, target, by=by, words=words, presentation=shown, **instants)

    def begin_live(self, language, _details):
        begin_coverage(self.article, by=self.context.desk(language))

    def end_live(self, language, _details):
        end_coverage(self.article, by=self.context.desk(language))

    def post_entry(self, language, details):
        """Post a live entry, or the translation of an entry that exists in the other language."""
        asked = {"by": self.context.desk(language)}
        if language != next(iter(details["at"])):
            translate_entry(
                self.article, details["number"], language, details[f"text_{language}"], seen=1, **asked
            )
            return
        chosen = {name: details[name] for name in ("kind", "is_pinned") if name in details}
        if "picture" in details:
            chosen["picture"] = ChosenPicture(self.context.rows["image"][details["picture"]].pk)
        post_entry(self.article, language, details[f"text_{language}"], **chosen, **asked)

    def correct_entry(self, language, details):
        number, by = details["number"], self.context.desk(language)
        rows = LiveEntry.objects.open().filter(article=self.article, number=number)
        versions = {row.language: row.version for row in rows}
        seen = {"seen": versions[language], "source_seen": versions[other(language)]}
        text, note = details[f"text_{language}"], details.get(f"note_{language}", "")
        correct_entry(self.article, number, language, text, by=by, note=note, **seen)

    def prepare_change(self, language, details):
        """Replace passages as the writer, then approve as the desk, which cannot approve its own changes."""
        writer = self.context.writer(self.story, language)
        self._replace_passages(details[f"right_{language}"], language, by=writer)
        if writer and language != self.story["source_language"]:
            self._accept_stale_segments(language, by=writer)
        self.approve(language, details)

    def correct(self, language, details):
        """Publish a correction.

        A correction of the source is announced on the translation, too, which is corrected later.
        """
        is_source = language == self.story["source_language"]
        note, there = details[f"note_{language}"], details[f"note_{other(language)}"] if is_source else ""
        correct(self.article, language, by=self.context.desk(language), note=note, note_there=there)

    def update(self, language, details):
        note, desk = details.get(f"note_{language}", ""), self.context.desk(language)
        publish(self.article, language, by=desk, kind=EditionKind.UPDATE, note=note)

    def withdraw(self, language, details, kind=EditionKind.WITHDRAWAL):
        note = details[f"note_{language}"]
        withdraw(self.article, language, by=self.context.desk(language), note=note, kind=kind)

    def retract(self, language, details):
        self.withdraw(language, details, EditionKind.RETRACTION)

    def _texts(self, language):
        """Return the columns of one language, {"title_en": …}, with ids in place of keys in the body."""
        texts = {field: self.story[language].get(field, "") for field in TEXTS}
        texts["body"] = self.context.resolve_keys(texts["body"])
        texts["slug"] = texts["slug"] or (self.story["key"] if language == Language.EN else "")
        return {f"{field}_{language}": text for field, text in texts.items()}

    def _add_related_rows(self, copy):
        rows = self.context.rows
        for slug in self.story["topics"]:
            ArticleTopic.objects.create(content_object=copy, tag=rows["topic"][slug])
        for position, byline in enumerate(self.story["bylines"]):
            author = rows["author"][byline["author"]]
            Byline.objects.create(article=copy, author=author, role=byline["role"], position=position)
        for position, columns in enumerate(self.story.get("related", [])):
            columns = dict(columns)
            target = self.context.articles[columns.pop("article")] if "article" in columns else None
            RelatedLink.objects.create(article=copy, position=position, target_id=target, **columns)
        desk = self.context.desk(self.story["source_language"])
        for columns in self.story["sources"]:
            columns = dict(columns)
            if columns.pop("is_checked", True) and desk:
                columns |= {"checked_by": desk, "checked_at": timezone.now()}
            Source.objects.create(article=copy, **columns)

    def _replace_passages(self, passages, language, *, by):
        with editing(self.article.pk, by=by) as copy:
            for field in ("title", "summary", "body"):
                text = copy.text(field, language)
                for wrong, right in passages.items():
                    text = text.replace(self.context.resolve_keys(wrong), self.context.resolve_keys(right))
                copy.set_text(field, language, text)

    def _accept_stale_segments(self, language, *, by):
        """Accept the stale segments of a changed translation as current, as the writer does in the form."""
        progress = LanguageProgress.objects.get(article=self.article, language=language)
        translation = translation_of(Article.objects.get(pk=self.article.pk), progress)
        for unit_id, unit in zip(translation.unit_ids, translation.units, strict=True):
            if unit.state == Freshness.STALE:
                accept_segment(self.article, language, unit_id, by=by)

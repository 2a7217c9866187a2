"""What happens to one story of the demonstration, each through the verb that people's buttons use.

Who does what: the reporter writes the source text, the translator the other one, the desk of a
language returns, approves, publishes, corrects and withdraws.
"""

from django.utils import timezone

from articles.demo.contents import TEXTS, with_numbers
from articles.models import (
    Article,
    ArticleTopic,
    Byline,
    EditionKind,
    Language,
    Place,
    Priority,
    Progress,
    RelatedLink,
    Sheet,
    Slot,
    Source,
    other,
)
from articles.placing import place
from articles.publishing import correct, publish, withdraw
from articles.text.translation.freshness import State
from articles.translations.freshness import translation_of, unit_ids
from articles.translations.segments import accept_segment
from articles.workflow import notes
from articles.workflow.assignments import assign, hold
from articles.workflow.permissions import Verb, may
from articles.workflow.saving import create_article, editing
from articles.workflow.transitions import perform


class Surroundings:
    """What the stories need of the newsroom around them.

    people    {username: User}
    calendar  a Calendar
    rows      {"section": {slug: Section}, "topic": …, "author": …, "image": {key: Image},
              "term": {slug of its English name: Term}}
    articles  {key: id} of the stories that stand; grows as stories are begun
    """

    def __init__(self, people, calendar, rows, articles):
        self.people, self.calendar, self.rows, self.articles = people, calendar, rows, articles

    def numbered(self, text):
        found = {kind: {key: row.pk for key, row in rows.items()} for kind, rows in self.rows.items()}
        return with_numbers(text, found | {"article": self.articles})

    def desk(self, language):
        return self._person(f"desk-{language}", Verb.PUBLISH, language)

    def writer(self, story, language):
        username = "reporter" if language == story["source_language"] else f"translator-{language}"
        return self._person(username, Verb.WRITE, language)

    def _person(self, username, verb, language):
        """Somebody of the demonstration, or nobody (the system) where they may not."""
        person = self.people.get(username)
        return person if person and may(person, verb, language) else None


class Life:
    """One story while it is told: a method for each deed of telling.timetable, at the instant that is now.

    Each takes the language that it concerns and what the story's file says of the deed, or None.
    """

    def __init__(self, story, around):
        self.story, self.around, self.article, self.thread = story, around, None, None

    def begin(self, language, _said):
        """The working copy with its source text and its filing."""
        story, rows = self.story, self.around.rows
        writer = self.around.writer(story, language)
        self.article = create_article(
            by=writer,
            wanted=story.get("wanted"),
            source_language=language,
            section=rows["section"][story["section"]],
            lead_image=rows["image"].get(story.get("lead_image")),
            **self._texts(language) | {"slug_en": story["key"]},
        )
        with editing(self.article.pk, by=writer) as copy:
            self._file(copy)
        self.around.articles[story["key"]] = self.article.pk

    def translate(self, language, _said):
        with editing(self.article.pk, by=self.around.writer(self.story, language)) as copy:
            for column, text in self._texts(language).items():
                setattr(copy, column, text)

    def take_on(self, language, _said):
        """The writer keeps what is not finished."""
        writer = self.around.writer(self.story, language)
        if writer:
            hold(self.article, language, by=writer)

    def plan(self, language, said):
        """The desk gives the text to somebody, by a time, for a day."""
        calendar, told = self.around.calendar, {}
        if writer := self.around.people.get(said.get("to")):
            told["to"] = writer
        if "due" in said:
            told["due_at"] = calendar.instant(said["due"])
        if "priority" in said:
            told["priority"] = Priority[said["priority"].upper()]
        if "on" in said:
            told["planned_on"] = calendar.day(said["on"])
        assign(self.article, language, by=self.around.desk(language), **told)

    def note(self, language, said):
        """Somebody writes in the margin, or answers there; nobody, where the account is not there."""
        writer = self.around.people.get(said["by"])
        if not notes.may_write(writer):
            return
        if self.thread and said.get("is_answer"):
            notes.reply(self.thread, said["text"], by=writer)
        else:
            place = {part: said[part] for part in ("field", "passage") if part in said}
            self.thread = notes.write_note(self.article, said["text"], by=writer, language=language, **place)

    def submit(self, language, _said):
        perform("submit", self.article, language=language, by=self.around.writer(self.story, language))

    def send_back(self, language, said):
        reason = said[f"reason_{language}"]
        perform(
            "return", self.article, language=language, by=self.around.desk(language), reason=reason.strip()
        )

    def approve(self, language, _said):
        perform("approve", self.article, language=language, by=self.around.desk(language))

    def publish(self, language, _said):
        live_from = self.story.get("live_from")
        at = self.around.calendar.instant(live_from) if live_from else None
        publish(self.article, language, by=self.around.desk(language), at=at)

    def put(self, language, said):
        """The desk places it on a page."""
        is_of_section, slot = said.get("page") == "section", said["slot"]
        section = self.article.section_id if is_of_section or slot == Slot.BLOCK else None
        sheet = Sheet.SECTION if is_of_section else Sheet.FRONT
        where = Place(language, sheet, slot, said.get("position", 1), section)
        instants = {name: said[key] for name, key in (("at", "begins"), ("until", "ends")) if key in said}
        told = {name: self.around.calendar.instant(moment) for name, moment in instants.items()}
        words = said.get(f"words_{language}", "")
        place(self.article, where, by=self.around.desk(language), words=words, **told)

    def mend(self, language, said):
        """The writer mends it, for the desk approves nothing of its own."""
        self.go_on(language, said)

    def correct(self, language, said):
        """The source tells the readers of its translation, which carries the correction over afterwards."""
        is_source = language == self.story["source_language"]
        note, there = said[f"note_{language}"], said[f"note_{other(language)}"] if is_source else ""
        correct(self.article, language, by=self.around.desk(language), note=note, note_there=there)

    def go_on(self, language, said):
        writer = self.around.writer(self.story, language)
        self._replace(said[f"right_{language}"], language, by=writer)
        if writer and language != self.story["source_language"]:
            self._answer(language, by=writer)
        self.approve(language, said)

    def update(self, language, said):
        note = said.get(f"note_{language}", "")
        publish(self.article, language, by=self.around.desk(language), kind=EditionKind.UPDATE, note=note)

    def withdraw(self, language, said, kind=EditionKind.WITHDRAWAL):
        note = said[f"note_{language}"]
        withdraw(self.article, language, by=self.around.desk(language), note=note, kind=kind)

    def retract(self, language, said):
        self.withdraw(language, said, EditionKind.RETRACTION)

    def _texts(self, language):
        """{"title_en": …} of one language, references numbered."""
        texts = {field: self.story[language].get(field, "") for field in TEXTS}
        texts["body"] = self.around.numbered(texts["body"])
        texts["slug"] = texts["slug"] or (self.story["key"] if language == Language.EN else "")
        return {f"{field}_{language}": text for field, text in texts.items()}

    def _file(self, copy):
        rows = self.around.rows
        for slug in self.story["topics"]:
            ArticleTopic.objects.create(content_object=copy, tag=rows["topic"][slug])
        for position, byline in enumerate(self.story["bylines"]):
            author = rows["author"][byline["author"]]
            Byline.objects.create(article=copy, author=author, role=byline["role"], position=position)
        for position, columns in enumerate(self.story.get("related", [])):
            columns = dict(columns)
            target = self.around.articles[columns.pop("article")] if "article" in columns else None
            RelatedLink.objects.create(article=copy, position=position, target_id=target, **columns)
        for columns in self.story["sources"]:
            Source.objects.create(article=copy, **self._checked(dict(columns)))

    def _checked(self, columns):
        """The columns of a source that the desk has checked, unless the file says that nobody has."""
        desk = self.around.desk(self.story["source_language"])
        if columns.pop("is_checked", True) and desk:
            columns |= {"checked_by": desk, "checked_at": timezone.now()}
        return columns

    def _replace(self, passages, language, *, by):
        with editing(self.article.pk, by=by) as copy:
            for field in ("title", "summary", "body"):
                text = copy.text(field, language)
                for wrong, right in passages.items():
                    text = text.replace(self.around.numbered(wrong), self.around.numbered(right))
                copy.set_text(field, language, text)

    def _answer(self, language, *, by):
        """Say that the translation follows its source again: who mends it in the form has not said so."""
        progress = Progress.objects.get(article=self.article, language=language)
        translation = translation_of(Article.objects.get(pk=self.article.pk), progress)
        for unit_id, unit in zip(unit_ids(translation), translation.units, strict=True):
            if unit.state == State.STALE:
                accept_segment(self.article, language, unit_id, by=by)

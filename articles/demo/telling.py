"""Takes one story of the demonstration through the desk, as of the days on which it happened.

Who does what: the reporter writes the source text, the translator the other one, the desk of a
language approves and publishes. Everything goes through the verbs that people's buttons use.
"""

from datetime import timedelta

from django.db import transaction

from articles.demo.clock import as_of
from articles.demo.contents import with_numbers
from articles.models import Article, ArticleTopic, Byline, Language, RelatedLink, Source
from articles.publishing import correct, publish, withdraw
from articles.workflow.permissions import Verb, may
from articles.workflow.saving import create_article, editing
from articles.workflow.transitions import perform

# How long before its publication a text is written, submitted and approved.
WRITTEN, SUBMITTED, APPROVED = timedelta(hours=3), timedelta(hours=1), timedelta(minutes=20)
TEXTS = ("title", "summary", "slug", "body")


def known(story):
    """The number of the working copy that was once made from a story, or None.

    The history remembers the first address, so a story that people have changed is known too.
    """
    return Article.history.filter(slug_en=story["key"]).values_list("id", flat=True).first()


@transaction.atomic
def tell(story, around):
    """Make a story with all that happened to it, in one transaction. Return its Article."""
    article = _written(story, around)
    for language, moment in story["publish"].items():
        if language != story["source_language"]:
            _translate(story, article, language, around)
        at = around.calendar.instant(moment)
        with as_of(at - SUBMITTED):
            perform("submit", article, language=language, by=around.writer(story, language))
        with as_of(at - APPROVED):
            perform("approve", article, language=language, by=around.desk(language))
        starts_at = around.calendar.instant(story["live_from"]) if "live_from" in story else None
        with as_of(at):
            publish(article, language, by=around.desk(language), at=starts_at)
    for language in story["publish"]:
        _correct(story.get("correction"), article, language, around)
        _withdraw(story.get("withdrawal"), article, language, around)
    article.refresh_from_db()
    return article


class Surroundings:
    """What a story needs of the newsroom around it.

    people    {username: User}
    calendar  a Calendar
    rows      {"section": {slug: Section}, "topic": …, "author": …, "image": {key: Image}}
    articles  {key: id} of the stories that stand already
    """

    def __init__(self, people, calendar, rows, articles):
        self.people, self.calendar, self.rows, self.articles = people, calendar, rows, articles

    def numbers(self):
        found = {kind: {key: row.pk for key, row in rows.items()} for kind, rows in self.rows.items()}
        return found | {"article": self.articles}

    def desk(self, language):
        return self._person(f"desk-{language}", Verb.PUBLISH, language)

    def writer(self, story, language):
        username = "reporter" if language == story["source_language"] else f"translator-{language}"
        return self._person(username, Verb.WRITE, language)

    def _person(self, username, verb, language):
        """Somebody of the demonstration, or nobody (the system) where they may not."""
        person = self.people.get(username)
        return person if person and may(person, verb, language) else None


def _written(story, around):
    """The working copy with its source text and its filing."""
    source = story["source_language"]
    writer = around.writer(story, source)
    with as_of(around.calendar.instant(story["publish"][source]) - WRITTEN):
        article = create_article(
            by=writer,
            wanted=story.get("wanted"),
            source_language=source,
            section=around.rows["section"][story["section"]],
            lead_image=around.rows["image"].get(story.get("lead_image")),
            **_texts(story, source, around) | {"slug_en": story["key"]},
        )
        with editing(article.pk, by=writer) as copy:
            _file(story, copy, around)
    return article


def _texts(story, language, around):
    """{"title_en": …} of one language, references numbered."""
    texts = {field: story[language].get(field, "") for field in TEXTS}
    texts["body"] = with_numbers(texts["body"], around.numbers())
    texts["slug"] = texts["slug"] or (story["key"] if language == Language.EN else "")
    return {f"{field}_{language}": text for field, text in texts.items()}


def _file(story, article, around):
    for slug in story["topics"]:
        ArticleTopic.objects.create(content_object=article, tag=around.rows["topic"][slug])
    for position, byline in enumerate(story["bylines"]):
        author = around.rows["author"][byline["author"]]
        Byline.objects.create(article=article, author=author, role=byline["role"], position=position)
    for position, columns in enumerate(story.get("related", [])):
        columns = dict(columns)
        target = around.articles.get(columns.pop("article", None))
        RelatedLink.objects.create(article=article, position=position, target_id=target, **columns)
    for columns in story["sources"]:
        Source.objects.create(article=article, **columns)


def _translate(story, article, language, around):
    begun_at = around.calendar.instant(story["publish"][language]) - WRITTEN
    with as_of(max(begun_at, article.created_at)):
        _rewrite(article, around.writer(story, language), _texts(story, language, around))


def _rewrite(article, writer, texts):
    with editing(article.pk, by=writer) as copy:
        for column, text in texts.items():
            setattr(copy, column, text)


def _correct(correction, article, language, around):
    if not correction:
        return
    at, desk = around.calendar.instant(correction["at"][language]), around.desk(language)
    with as_of(at - APPROVED):
        article.refresh_from_db()
        body = article.text("body", language)
        for wrong, right in correction[f"right_{language}"].items():
            body = body.replace(wrong, right)
        _rewrite(article, desk, {f"body_{language}": body})
        perform("approve", article, language=language, by=desk)
    with as_of(at):
        correct(article, language, by=desk, note=correction[f"note_{language}"])


def _withdraw(withdrawal, article, language, around):
    if withdrawal:
        with as_of(around.calendar.instant(withdrawal["at"][language])):
            withdraw(article, language, by=around.desk(language), note=withdrawal[f"note_{language}"])

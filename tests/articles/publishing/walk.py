"""A random sequence of all actions of a desk on one story."""

from datetime import timedelta

from articles.models import (
    ArticleTopic,
    Byline,
    Edition,
    EditionKind,
    LanguageProgress,
    RelatedLink,
    Source,
    Wanted,
)
from articles.publishing import (
    PublicationRefused,
    bring_forward,
    cancel,
    correct,
    publish,
    quick_fix,
    withdraw,
)
from articles.workflow.edit_session import editing, want
from articles.workflow.transitions import TRANSITIONS, TransitionRefused, perform
from tests.factories import LANGUAGES, approve, make_article, make_author, make_section, make_topic

WORDS = {"en": "harbor ship crane quay tide rope".split(), "ko": "항구 배 기중기 부두 조수 밧줄".split()}
PAUSES = [
    timedelta(0),
    timedelta(0),
    timedelta(microseconds=1),
    timedelta(milliseconds=300),
    timedelta(minutes=7),
    timedelta(hours=1),
]


class Walk:
    """Takes steps by a seed; `done` counts the accepted ones by name."""

    def __init__(self, random, clock):
        self.random, self.clock = random, clock
        self.topics = [make_topic(slug) for slug in ("harbors", "ships", "prices")]
        self.authors = [make_author(slug) for slug in ("bora-testman", "minsu-probe")]
        self.sections = [make_section("economy"), make_section("world")]
        self.elsewhere = make_article(languages=LANGUAGES)
        self.article = make_article(languages=LANGUAGES, section=self.sections[0])
        self.done = {}

    @property
    def now(self):
        return self.clock.now

    def step(self):
        """Let some time pass and try one act; return whether it was accepted."""
        self.clock.pass_by(self.random.choice(PAUSES))
        act = self.random.choices(list(ACTS), weights=ACTS.values())[0]
        try:
            act(self, self.random.choice(LANGUAGES))
        except (PublicationRefused, TransitionRefused):
            return False
        self.done[act.__name__] = self.done.get(act.__name__, 0) + 1
        return True

    def words(self, language, most=6):
        return " ".join(self.random.choices(WORDS[language], k=self.random.randint(1, most)))

    def paragraphs(self, language):
        count = self.random.randint(1, 4)
        return "".join(f"<p>{self.words(language)}</p>" for _ in range(count))

    def write(self, language):
        with editing(self.article.pk) as copy:
            field = self.random.choice(["title", "summary", "body"])
            text = self.paragraphs(language) if field == "body" else self.words(language)
            copy.set_text(field, language, text)

    def file(self, language):
        choice = self.random.choice
        with editing(self.article.pk) as copy:
            kind = choice(["section", "topic", "byline", "related", "source"])
            if kind == "section":
                copy.section = choice(self.sections)
            elif kind == "topic":
                items = ArticleTopic.objects.filter(content_object=copy)
                items.delete()
                for topic in self.random.sample(self.topics, self.random.randint(0, 3)):
                    items.create(content_object=copy, tag=topic)
            elif kind == "byline":
                copy.bylines.all().delete()
                Byline.objects.create(article=copy, author=choice(self.authors))
            elif kind == "related":
                copy.related_links.all().delete()
                titles = {f"title_{language}": self.words(language)}
                RelatedLink.objects.create(article=copy, target=self.elsewhere, **titles)
            else:
                is_public = choice([True, False])
                names = {f"name_{language}": self.words(language)}
                Source.objects.create(article=copy, is_public=is_public, **names)

    def want(self, language):
        want(self.article, language, self.random.choice(list(Wanted)), reason="So.")

    def move(self, language):
        perform(self.random.choice(list(TRANSITIONS)), self.article, language=language, by=None, reason="So.")

    def make_ready(self, language):
        if LanguageProgress.objects.get(article=self.article, language=language).wanted == Wanted.NOTHING:
            want(self.article, language, Wanted.FULL)
        approve(self.article, language)

    def ready(self, language):
        """Approve the text in most cases."""
        if self.random.random() < 0.8:
            self.make_ready(language)

    def publish(self, language):
        self.ready(language)
        publish(self.article, language, by=None)

    def schedule(self, language):
        self.write(language)
        self.ready(language)
        publish(self.article, language, by=None, at=self.later())

    def correct(self, language):
        self.ready(language)
        there = self.words("ko" if language == "en" else "en")
        correct(self.article, language, by=None, note=self.words(language), note_there=there)

    def cancel(self, language):
        cancel(self.article, language, by=None)

    def bring_forward(self, language):
        at = self.random.choice([None, self.now + timedelta(minutes=self.random.randint(1, 60))])
        bring_forward(self.article, language, by=None, at=at)

    def put_under(self, language):
        """Reset the working copy to the live text, with one change that the scheduled edition lacks."""
        chain = Edition.objects.of(self.article, language)
        live, ahead = chain.live().first(), chain.ahead().first()
        if live and ahead:
            with editing(self.article.pk) as copy:
                for column, field in (("title", "headline"), ("summary", "summary"), ("body", "body")):
                    copy.set_text(column, language, getattr(live, field))
                    same = column != "body" and getattr(live, field) == getattr(ahead, field)
                    if same:
                        copy.set_text(column, language, self.words(language))
            self.ready(language)
        publish(self.article, language, by=None, under=True)

    def quick_fix(self, language):
        field = self.random.choice(["headline", "summary", "body"])
        text = self.paragraphs(language) if field == "body" else self.words(language)
        quick_fix(self.article, language, by=None, under=self.random.choice([True, False]), **{field: text})

    def quick_fix_under(self, language):
        text = self.words(language)
        quick_fix(self.article, language, by=None, under=True, summary=text)

    def withdraw(self, language):
        kind = self.random.choice(EditionKind.NOTICES)
        withdraw(self.article, language, by=None, note=self.words(language), kind=kind)

    def later(self):
        return self.now + timedelta(minutes=self.random.randint(1, 300))


# Acts and their relative frequencies.
ACTS = {
    Walk.write: 6,
    Walk.file: 3,
    Walk.want: 1,
    Walk.move: 2,
    Walk.make_ready: 6,
    Walk.publish: 3,
    Walk.schedule: 5,
    Walk.correct: 2,
    Walk.cancel: 3,
    Walk.bring_forward: 3,
    Walk.put_under: 4,
    Walk.quick_fix: 4,
    Walk.quick_fix_under: 2,
    Walk.withdraw: 2,
}

"""The four-eyes rule: approval depends on each person's share of changes since the last approval."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from articles.models import Article, Contribution, Event, LanguageProgress, Stage, Waiting
from articles.publishing import publish, quick_fix
from articles.workflow.edit_session import create_article, editing, want
from articles.workflow.transitions import (
    TransitionRefused,
    explain_own_words,
    lacks_second_pair_of_eyes,
    perform,
)
from tests.factories import make_article, make_section, make_user, rewrite

REPORT = " ".join(f"word{number}" for number in range(60))
REWRITTEN = " ".join(f"other{number}" for number in range(60))
HALF = REPORT.replace("word", "new", 30)

# ([(person, body) for a save or (person, verb) for an action], {person: whether they may approve}).
TABLE = {
    "a colleague's text": ([("a", REPORT)], {"a": False, "b": True, "c": True}),
    "two letters changed by the editor": (
        [("a", REPORT), ("b", REPORT.replace("word1 ", "Word1 ").replace("word7 ", "Word7 "))],
        {"a": False, "b": True, "c": True},
    ),
    "a full rewrite, then a colleague's comma": (
        [("a", REPORT), ("b", REWRITTEN), ("c", REWRITTEN.replace("other1 ", "other1, "))],
        {"a": False, "b": False, "c": True},
    ),
    "one person alone, in several saves": (
        [("a", HALF), ("a", REPORT), ("a", REWRITTEN)],
        {"a": False, "b": True},
    ),
    "one person alone, with a comma of the approver": (
        [("a", REPORT), ("b", REPORT.replace("word1 ", "word1, "))],
        {"a": False, "b": True},
    ),
    "two people, half each": (
        [("a", " ".join(REPORT.split()[:30])), ("b", REPORT)],
        {"a": False, "b": False, "c": True},
    ),
    "three people, a third each": (
        [
            ("a", " ".join(REPORT.split()[:20])),
            ("b", " ".join(REPORT.split()[:40])),
            ("c", " ".join(REPORT.split()[:60])),
        ],
        {"a": True, "b": True, "c": True},
    ),
    "a comma after a return": (
        [("a", REPORT), ("a", "submit"), ("b", "return"), ("b", REPORT.replace("word1 ", "word1, "))],
        {"a": False, "b": True},
    ),
    "a change after it was reopened": (
        [("a", REPORT), ("a", "submit"), ("b", "approve"), ("b", "reopen"), ("b", f"{REPORT} more")],
        {"a": True, "b": False, "c": True},
    ),
    "a change after approval, which is reviewed again": (
        [("a", REPORT), ("a", "submit"), ("b", "approve"), ("b", f"{REPORT} more")],
        {"a": True, "b": False, "c": True},
    ),
    "reopened and submitted as it was": (
        [("a", REPORT), ("a", "submit"), ("b", "approve"), ("b", "reopen"), ("b", "submit")],
        {"a": False, "b": True},
    ),
    "a correction of a live text": (
        [("a", REPORT), ("a", "submit"), ("b", "approve"), ("b", "publish"), ("c", f"{REPORT} more")],
        {"a": True, "b": True, "c": False},
    ),
    "a quick fix of a live text, then a comma": (
        [
            *[("a", REPORT), ("a", "submit"), ("b", "approve"), ("b", "publish")],
            *[("b", f"fix {HALF}"), ("c", f"{HALF} more")],
        ],
        {"a": True, "b": False, "c": True},
    ),
    "a quick fix while the text is being written": (
        [
            *[("a", REPORT), ("a", "submit"), ("b", "approve"), ("b", "publish")],
            *[("a", f"{REPORT} more"), ("c", f"fix {HALF}")],
        ],
        {"a": True, "b": True, "c": False},
    ),
    "a quick fix before the last approval": (
        [
            *[("a", REPORT), ("a", "submit"), ("b", "approve"), ("b", "publish"), ("b", f"fix {HALF}")],
            *[("a", f"{HALF} more"), ("c", "approve"), ("c", f"{HALF} more of it")],
        ],
        {"a": True, "b": True, "c": False},
    ),
    "the system's words are nobody's": (
        [(None, REPORT), ("a", f"{REPORT} more")],
        {"a": False, "b": True},
    ),
}


def take(article, person, deed):
    """Perform a transition, publish, fix the live text, or save a body."""
    if deed == "publish":
        publish(article, "en", by=person)
    elif deed.startswith("fix "):
        quick_fix(article, "en", by=person, body=f"<p>{deed[4:]}</p>", reason="So.")
    elif deed.isalpha():
        perform(deed, article, language="en", by=person, reason="So.")
    else:
        rewrite(article, by=person, body_en=f"<p>{deed}</p>")


def progress_of(article, language="en"):
    return LanguageProgress.objects.get(article=article, language=language)


def in_review(article):
    """Submit the text unless it is in review, and return its progress."""
    if progress_of(article).stage == Stage.WRITING:
        perform("submit", article, language="en", by=None)
    return progress_of(article)


def make_story(deeds, people):
    """Make a story with headline and summary by the system, and do all the deeds."""
    article = make_article(body_en="")
    for name, deed in deeds:
        take(article, people.get(name), deed)
    return article


@pytest.fixture
def people(db):
    return {name: make_user(name) for name in "abc"}


@pytest.mark.parametrize("name", TABLE)
class TestApproval:
    def test_is_for_a_second_pair_of_eyes(self, name, people):
        deeds, may_approve = TABLE[name]
        progress = in_review(make_story(deeds, people))
        found = {one: not lacks_second_pair_of_eyes(people[one], progress) for one in may_approve}
        assert found == may_approve

    def test_is_offered_by_the_first_screen_to_the_same_people(self, name, people):
        deeds, may_approve = TABLE[name]
        in_review(make_story(deeds, people))
        for one, may_do in may_approve.items():
            rows = LanguageProgress.objects.waiting_for(people[one], approve=("en",))
            assert [row.waiting for row in rows] == [Waiting.REVIEW if may_do else Waiting.OWN]

    def test_is_performed_and_logged_accordingly(self, name, people):
        deeds, may_approve = TABLE[name]
        article = make_story(deeds, people)
        in_review(article)
        for one, may_do in may_approve.items():
            with transaction.atomic():
                if not may_do:
                    with pytest.raises(TransitionRefused, match="Someone else must approve it"):
                        perform("approve", article, language="en", by=people[one])
                perform("approve", article, language="en", by=people[one], alone=True, reason="So.")
                assert Event.objects.about(article).first().details.get("alone", False) == (not may_do)
                transaction.set_rollback(True)


class TestCounting:
    def words(self, article, language="en"):
        rows = Contribution.objects.filter(progress=progress_of(article, language))
        return {row.person.username: row.words for row in rows}

    def test_a_new_story_counts_all_its_words(self, people):
        article = create_article(by=people["a"], title_en="Harbor opens", body_en="<p>It is open.</p>")
        assert self.words(article) == {"a": 5}
        assert self.words(article, "ko") == {}

    def test_each_language_counts_by_itself(self, people):
        article = create_article(by=people["a"], title_en="Harbor opens", title_ko="항구 문 열어")
        rewrite(article, by=people["b"], title_ko="항구 문 열었다")
        assert (self.words(article), self.words(article, "ko")) == ({"a": 2}, {"a": 3, "b": 1})

    def test_a_paragraph_that_moved_is_not_written_anew_and_filing_is_no_text(self, people):
        article = make_article(body_en="<p>One two three.</p><p>Four five.</p>")
        rewrite(article, by=people["a"], body_en="<p>Four five.</p><p>One two three.</p>")
        assert self.words(article)["a"] == 1
        rewrite(article, by=people["b"], section=make_section("world"))
        assert "b" not in self.words(article)

    def test_a_change_without_words_counts_as_one(self, people):
        article = make_article(body_en='<p><a href="https://a.example/">Here</a>.</p>')
        rewrite(article, by=people["a"], body_en='<p><a href="https://b.example/">Here</a>.</p>')
        assert self.words(article) == {"a": 1}

    def test_words_beside_the_text_count_too(self, people):
        article = make_article()
        link = article.related_links.create(url="https://a.example/", title_en="Harbor")
        link.title_en = "Harbor in three words"
        with editing(article.pk, by=people["b"]):
            link.save()
        assert self.words(article)["b"] == 3

    def test_what_is_requested_changes_no_count(self, people):
        article = make_article(by=people["a"])
        want(article, "en", "brief", by=people["b"])
        assert lacks_second_pair_of_eyes(people["a"], progress_of(article))
        assert progress_of(article).words_by_person.keys() == {people["a"].pk}


class TestRowsOfFormerReleases:
    def test_the_last_writer_counts_where_a_save_was_not_counted(self, people):
        article = make_story([("a", REPORT)], people)
        progress = in_review(article)
        # Release 0.9.0 saves at the same time: it increases the version, but counts no contributions.
        LanguageProgress.objects.filter(pk=progress.pk).update(
            version=progress.version + 1, changed_by=people["b"]
        )
        rows = [progress_of(article), progress_of(article)]
        assert [lacks_second_pair_of_eyes(people[one], row) for one, row in zip("ab", rows, strict=True)] == [
            False,
            True,
        ]
        assert "You made the last change" in explain_own_words(people["b"], rows[1])
        take(article, people["c"], f"{REPORT} more")
        assert lacks_second_pair_of_eyes(people["c"], progress_of(article))
        assert not lacks_second_pair_of_eyes(people["a"], progress_of(article))

    def test_after_the_next_approval_all_is_counted(self, people):
        article = make_story([("a", REPORT)], people)
        LanguageProgress.objects.filter(article=article).update(counted_version=None)
        for name, deed in [("a", "submit"), ("b", "approve"), ("b", f"{REPORT} more"), ("c", REPORT)]:
            take(article, people[name], deed)
        assert progress_of(article).words_by_person == {people["b"].pk: 1, people["c"].pk: 1}


class TestExplanation:
    def test_names_who_else_contributed(self, people):
        people["a"].first_name = "Bora"
        people["a"].save()
        article = make_story([("a", REPORT), ("b", REWRITTEN), ("c", f"{REWRITTEN} more")], people)
        progress = in_review(article)
        assert "more than a third of this text, and Bora, c the rest" in explain_own_words(
            people["b"], progress
        )

    def test_a_newsroom_may_do_without(self, people, settings):
        settings.FOUR_EYES = False
        progress = in_review(make_story([("a", REPORT)], people))
        assert not lacks_second_pair_of_eyes(people["a"], progress)

    def test_somebody_who_contributed_is_not_deleted(self, people):
        make_story([("a", REPORT)], people)
        with pytest.raises(ProtectedError):
            people["a"].delete()


def contribution(**columns):
    article = Article.objects.first() or make_article()
    Contribution.objects.create(progress=progress_of(article), **columns)


def contribute_twice():
    person = make_user()
    contribution(person=person, words=1)
    contribution(person=person, words=2)


REFUSED_CONTRIBUTIONS = {
    "contribution_has_words": lambda: contribution(person=make_user(), words=0),
    "contribution_once_per_person": contribute_twice,
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", REFUSED_CONTRIBUTIONS)
def test_the_database_refuses(name):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        REFUSED_CONTRIBUTIONS[name]()
    assert name in str(refusal.value) or connection.vendor == "sqlite"

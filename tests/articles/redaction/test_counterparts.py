"""Counterparts of a redaction: words of the other language in the rows that contain its own."""

import pytest

from articles.models import Article, Edition, EditionKind, Event, RelatedLink, Term, TranslatedSegment
from articles.publishing import publish
from articles.redaction.counterparts import find_counterparts
from articles.redaction.passages import passages_of
from articles.redaction.performing import choose_counterparts, request_redaction
from articles.redaction.registry import Removal, find_occurrences
from articles.workflow.edit_session import editing
from newsroom.claims.models import Claim
from newsroom.confidential.models import ConfidentialSource
from tests.factories import approve, make_published, make_user

pytestmark = pytest.mark.django_db
STORY = {
    "languages": ["en", "ko"],
    "title_en": "The harbor is sued",
    "body_en": "<p>It rained.</p><p>The court heard <strong>Dana</strong> Fictman.</p>",
    "title_ko": "항구에 소송",
    "body_ko": "<p>비가 왔다.</p><p>법원은 다나 픽트만을 심문했다.</p>",
}


def offered(*expressions):
    return {one.words: one for one in find_counterparts(Removal(list(expressions))).counterparts}


class TestNames:
    def test_a_term_offers_every_form_of_the_other_language(self):
        Term.objects.create(name_en="Dana Fictman", name_ko="다나 픽트만", synonyms_ko="픽트만 선장\n픽 선장")
        found = offered("Dana Fictman")
        assert set(found) == {"다나 픽트만", "픽트만 선장", "픽 선장"}
        assert all(one.is_certain and one.models == {"articles.term"} for one in found.values())

    def test_a_name_that_holds_the_expression_is_offered_but_not_certain(self):
        Term.objects.create(name_en="Dana Fictman Shipping", name_ko="픽트만해운")
        assert not offered("Dana Fictman")["픽트만해운"].is_certain

    def test_what_was_asked_for_is_not_offered(self):
        Term.objects.create(name_en="Dana Fictman", name_ko="다나 픽트만")
        assert offered("Dana Fictman", "다나 픽트만") == {}


class TestFacingPassages:
    def test_a_name_is_found_in_the_passage_that_faces_its_own(self):
        make_published(**STORY)
        found = offered("Dana Fictman")
        assert set(found) == {"다나 픽트만"}
        assert not found["다나 픽트만"].is_certain

    def test_it_is_found_from_the_other_language_as_well(self):
        make_published(**STORY)
        assert set(offered("다나 픽트만")) == {"Dana Fictman"}

    def test_an_earlier_edition_is_read_although_the_working_copy_has_other_words(self):
        story, by = make_published(**STORY), make_user()
        with editing(story.pk, by=by) as article:
            article.body_en = "<p>It rained.</p><p>The court heard a sailor.</p>"
            article.body_ko = "<p>비가 왔다.</p><p>법원은 선원을 심문했다.</p>"
        for language in ("en", "ko"):
            approve(story, language)
            publish(story, language, by=by, kind=EditionKind.UPDATE, confirmed=None)
        TranslatedSegment.objects.all().delete()
        Article.history.all().delete()
        assert Edition.objects.filter(article=story).count() == 4
        assert set(offered("Dana Fictman")) == {"다나 픽트만"}

    def test_the_two_columns_of_any_row_face_each_other(self):
        story = make_published(languages=["en", "ko"])
        titles = {"title_en": "Dana Fictman wins", "title_ko": "다나 픽트만 승소"}
        RelatedLink.objects.create(article=story, url="https://example.org/", **titles)
        assert set(offered("Dana Fictman")) == {"다나 픽트만"}

    def test_a_passage_without_a_counterpart_is_shown_with_the_one_that_faces_it(self):
        make_published(**STORY)
        search = find_counterparts(Removal(["It rained"]))
        assert search.unmatched(Removal(["It rained"])) == ["It rained"]
        assert {(one.text, one.facing) for one in search.unanswered(Removal(["It rained"]))} == {
            ("It rained.", "비가 왔다.")
        }
        assert search.unanswered(Removal(["It rained", "비가 왔다"])) == []
        assert search.unmatched(Removal(["It rained", "비가 왔다"])) == []

    def test_rows_of_which_few_may_know_offer_nothing(self):
        story, by = make_published(languages=["en", "ko"]), make_user()
        ConfidentialSource.objects.create(article=story, name="Dana Fictman", note="다나 픽트만", held_by=by)
        assert not Claim.objects.exists()
        assert offered("Dana Fictman") == {}


class TestPassages:
    def test_a_passage_has_its_neighbourhood_without_markup(self):
        make_published(**STORY)
        removal = Removal(["Dana Fictman"])
        [edition] = [one for one in find_occurrences(removal) if isinstance(one.row, Edition)]
        [passage] = passages_of(edition, removal)
        assert passage.language == "en"
        assert passage.pieces == (("The court heard ", False), ("Dana Fictman", True), (".", False))

    def test_words_far_apart_are_two_passages_and_long_texts_are_cut(self):
        make_published(title_en="The harbor", body_en=f"<p>Dana Fictman {'said ' * 100}Dana Fictman</p>")
        removal = Removal(["Dana Fictman"])
        [edition] = [one for one in find_occurrences(removal) if isinstance(one.row, Edition)]
        first, second = passages_of(edition, removal)
        assert first.pieces[0] == ("Dana Fictman", True)
        assert first.pieces[-1] == second.pieces[0] == ("…", False)


def test_a_choice_is_in_the_log_without_the_words():
    make_published(**STORY)
    by = make_user()
    redaction = request_redaction(words="Dana Fictman", ground="court", reference="12/2026", by=by)
    choose_counterparts(redaction, ["다나 픽트만"], by=by)
    event = Event.objects.about(redaction).latest("id")
    assert (event.type, event.actor, event.details["counterparts"]) == ("changed", by, 1)
    assert "픽트만" not in str(event.details)

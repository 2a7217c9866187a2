"""Removal of words from all data of the newsroom."""

import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction
from django.test import TestCase
from django.utils import timezone

from articles.body.content import REMOVED_MARK
from articles.media.pictures import store_picture
from articles.media.renditions.files import keep_file
from articles.models import (
    Edition,
    Event,
    EventType,
    LanguageProgress,
    Redaction,
    Topic,
)
from articles.models.image import change_tags
from articles.publishing import broken_seals, publish, withdraw
from articles.publishing.standing import outdated_facts
from articles.redaction import session
from articles.redaction.performing import (
    RedactionRefused,
    cancel_redaction,
    digest_of_affected,
    leave_out,
    perform_redaction,
    request_redaction,
)
from articles.redaction.registry import Removal, find_affected_objects
from articles.workflow.edit_session import editing
from tests.articles.redaction.copies import (
    AROUND,
    HELD,
    KOREAN,
    NAME,
    WORDS,
    picture_file,
    rows_as_text,
    tables_with_words,
)
from tests.factories import (
    approve,
    make_article,
    make_publication,
    make_published,
    make_user,
)

pytestmark = pytest.mark.django_db


def remove(people, words=WORDS, **fields):
    asker, second = people
    request = request_redaction(
        words=words, ground="court", reference="District Court 12/2026", by=asker, **fields
    )
    return perform_redaction(request, by=second)


class TestRemoval:
    def test_nothing_in_the_database_holds_the_words(self, story, people):
        before = tables_with_words()
        lacking = [name for name in {*HELD, *AROUND} if not any(table.endswith(name) for table in before)]
        assert lacking == []
        remove(people)
        assert tables_with_words() == set()

    def test_readers_see_a_mark_and_a_note(self, story, people, client):
        remove(people)
        page = client.get(f"/en/articles/{story.pk}/", follow=True)
        assert page.status_code == 200
        text = page.content.decode()
        assert "Fictman" not in text
        assert REMOVED_MARK in text
        assert "removed for legal reasons" in text

    def test_seals_hold_and_digests_stay(self, story, people):
        before = dict(Edition.objects.values_list("pk", "digest"))
        remove(people)
        assert dict(Edition.objects.values_list("pk", "digest")) == before
        assert list(broken_seals()) == []

    def test_a_second_redaction_removes_more_of_the_same_parts(self, story, people):
        remove(people)
        remove(people, "heard")
        assert list(broken_seals()) == []
        texts = Edition.objects.filter(language="en").values_list("body", flat=True)
        assert all(f"court {REMOVED_MARK}" in text for text in texts)

    @pytest.mark.parametrize("field", ["headline", "summary", "body", "note"])
    def test_a_forged_redaction_shows(self, story, people, field):
        remove(people)
        edition = Edition.objects.filter(article=story, language="en").latest("number")
        forged = getattr(edition, field).replace(REMOVED_MARK, "Somebody else")
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE articles_edition SET {field} = %s WHERE id = %s", [forged, edition.pk])  # noqa: S608
        assert list(broken_seals()) == [edition]

    def test_a_redaction_that_the_log_does_not_know_shows(self, story, people):
        remove(people)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE articles_event SET edition_digest = '' WHERE type = 'redacted'")
        assert {edition.article_id for edition in broken_seals()} == {story.pk}

    def test_the_command_reports_what_was_removed(self, story, people):
        remove(people)
        out = io.StringIO()
        call_command("verify_editions", stdout=out)
        assert f"Redacted: story {story.pk}, en, edition 1: body.0, headline" in out.getvalue()
        assert "Court order or settlement: District Court 12/2026" in out.getvalue()
        assert "All 3 editions are as they were published." in out.getvalue()

    def test_the_next_edition_follows_on(self, story, people):
        remove(people)
        with editing(story.pk) as copy:
            copy.summary_en = "The court will decide on Friday."
        approve(story, "en")
        publish(story, "en", by=None, kind="update")
        assert list(broken_seals()) == []

    def test_a_withdrawn_story_loses_them_too(self, story, people):
        withdraw(story, "en", by=None, note="Dana Fictman is somebody else.")
        remove(people)
        assert tables_with_words() == set()
        assert list(broken_seals()) == []

    def test_nothing_is_left_to_publish_where_nothing_was(self, story, people):
        rows = LanguageProgress.objects.with_standing().order_by("language")
        before = [str(row.standing) for row in rows]
        remove(people)
        assert [str(row.standing) for row in rows.all()] == before
        assert outdated_facts([story.pk]) == []

    def test_digests_of_texts_are_other_ones(self, story, people):
        before = set(LanguageProgress.objects.values_list("text_digest", "segments_digest", "opening_digest"))
        remove(people)
        after = set(LanguageProgress.objects.values_list("text_digest", "segments_digest", "opening_digest"))
        assert not {one for row in before for one in row} & {one for row in after for one in row}

    def test_translation_stays_whole(self, story, people):
        before = LanguageProgress.objects.get(article=story, language="ko").is_stale
        remove(people)
        row = LanguageProgress.objects.get(article=story, language="ko")
        assert row.is_stale == before

    def test_other_stories_are_untouched(self, story, people):
        other = make_published()
        before = Edition.objects.filter(article=other).values().get()
        remove(people)
        assert Edition.objects.filter(article=other).values().get() == before

    def test_the_log_says_who_and_why(self, story, people):
        redaction = remove(people)
        event = Event.objects.about(story).filter(type=EventType.REDACTED).get()
        assert (event.actor, event.reason) == (people[1], "District Court 12/2026")
        assert event.details["requested_by"] == "asker"
        assert event.edition_digest == redaction.digest
        assert not redaction.words

    def test_search_finds_the_story_by_other_words_alone(self, story, people, client):
        def finds(words):
            page = client.get("/en/search/", {"q": words}).content.decode()
            return "No stories match" not in page

        assert finds("Fictman")
        remove(people)
        assert not finds("Fictman")
        assert finds("harbor court")
        assert KOREAN not in client.get("/ko/search/suggestions/", {"q": "가상"}).content.decode()

    def test_social_cards_are_drawn_anew(self, story, people):
        keep_file("renditions/cards/ab/ab12.jpg", b"a headline with a name")
        with TestCase.captureOnCommitCallbacks(execute=True):
            remove(people)
        assert not default_storage.exists("renditions/cards/ab/ab12.jpg")

    def test_addresses_lose_the_words(self, story, people):
        remove(people)
        topic = Topic.objects.get()
        assert (topic.name_en, topic.slug) == (REMOVED_MARK, f"topic-{topic.pk}")
        assert set(Edition.objects.filter(language="en").values_list("slug", flat=True)) == {
            "sues-the-harbor"
        }

    def test_one_that_fails_removes_nothing(self, story, people, monkeypatch):
        def fail(redacted):
            raise RuntimeError

        monkeypatch.setattr(session, "HANDLERS", [fail])
        before = list(rows_as_text())
        with pytest.raises(RuntimeError), transaction.atomic():
            remove(people)
        assert list(rows_as_text()) == before


class TestTags:
    def test_a_tag_with_the_words_is_deleted_and_others_stay(self, story, people):
        image = store_picture(picture_file())
        change_tags([image], add=[NAME.lower(), f"{NAME} at court".lower(), "court"])
        remove(people)
        assert list(image.tag_rows.values_list("name", flat=True)) == ["court"]


class TestPicture:
    def test_file_words_and_renditions_are_gone(self, people, client):
        make_publication()
        image = store_picture(picture_file(), alt_en=NAME, caption_en="At court", credit_en="Cam Erafict")
        change_tags([image], add=["court"])
        name = image.file.name
        body = f'<p>Text.</p><figure data-image="{image.pk}"><figcaption>Dana at court</figcaption></figure>'
        story = make_published(lead_image=image, body_en=body)
        with TestCase.captureOnCommitCallbacks(execute=True):
            remove(people, "", image=image)
        assert not default_storage.exists(name)
        edition = Edition.objects.get(article=story)
        assert "Dana" not in edition.body
        assert edition.printed["images"][str(image.pk)]["alt"] == ""
        assert list(broken_seals()) == []
        image.refresh_from_db()
        assert image.alt_en == image.caption_en == image.credit_en == ""
        assert not image.tag_rows.exists()
        assert default_storage.exists(image.file.name)
        assert not image.has_rights(timezone.now())
        assert client.get(f"/media/{name}").status_code == 404
        text = client.get(f"/en/articles/{story.pk}/", follow=True).content.decode()
        assert "removed for legal reasons" in text
        assert image.file.name not in text


class TestTwoPeople:
    def test_the_asker_cannot_confirm(self, story, people):
        request = request_redaction(words=WORDS, ground="court", reference="12/2026", by=people[0])
        with pytest.raises(RedactionRefused, match="second person"):
            perform_redaction(request, by=people[0])

    @pytest.mark.parametrize("role", ["Reporters", "English desk", "Korean translators"])
    def test_others_can_neither_ask_nor_confirm(self, story, people, role):
        other = make_user("other", role=role)
        with pytest.raises(PermissionDenied):
            request_redaction(words=WORDS, ground="court", reference="12/2026", by=other)
        request = request_redaction(words=WORDS, ground="court", reference="12/2026", by=people[0])
        with pytest.raises(PermissionDenied):
            perform_redaction(request, by=other)

    def test_what_the_second_person_did_not_see_is_refused(self, story, people):
        request = request_redaction(words=WORDS, ground="court", reference="12/2026", by=people[0])
        removal = Removal([NAME, KOREAN])
        seen = digest_of_affected(request, find_affected_objects(removal), [])
        make_article(title_en="Dana Fictman again")
        with pytest.raises(RedactionRefused, match="changed in the meantime"):
            perform_redaction(request, by=people[1], seen=seen)

    def test_a_redaction_is_performed_once(self, story, people):
        redaction = remove(people)
        with pytest.raises(RedactionRefused, match="in the meantime"):
            perform_redaction(redaction, by=people[1])

    def test_cancelling_forgets_the_words(self, story, people):
        request = request_redaction(words=WORDS, ground="court", reference="12/2026", by=people[0])
        cancel_redaction(request, by=people[0])
        assert not Redaction.objects.get().words
        assert Edition.objects.filter(headline__contains=NAME).exists()

    def test_what_is_left_out_keeps_the_words(self, story, people):
        namesake = make_published(title_en="Dana Fictman scores")
        request = request_redaction(words=WORDS, ground="court", reference="12/2026", by=people[0])
        leave_out(request, [f"article-{namesake.pk}"], by=people[0])
        perform_redaction(request, by=people[1])
        assert Edition.objects.get(article=namesake).headline == "Dana Fictman scores"
        assert not Edition.objects.filter(article=story, headline__contains=NAME).exists()


class TestRequests:
    @pytest.mark.parametrize(
        ("words", "reference", "said"),
        [
            ("", "12/2026", "Write the words"),
            ("-", "12/2026", "cannot be removed"),
            ("a" * 301, "12/2026", "cannot be removed"),
            ("\n".join(f"name {number}" for number in range(51)), "12/2026", "at most 50"),
            (NAME, "The case of Dana Fictman", "contains the words to remove"),
        ],
    )
    def test_refusals(self, people, words, reference, said):
        with pytest.raises(RedactionRefused, match=said):
            request_redaction(words=words, ground="court", reference=reference, by=people[0])
        assert not Redaction.objects.exists()

"""Unsaved text of confidential forms: stored in tables of its own, offered only to its writer."""

import json
from datetime import timedelta

from django.apps import apps
from django.db import IntegrityError, transaction

from articles.models import Article, UnsavedTyping
from articles.redaction.performing import perform_redaction, request_redaction
from articles.workflow.permissions import ROLES
from newsroom.confidential.models import ConfidentialSource, ConfidentialSourceDraft, RestrictedStoryDraft
from newsroom.operations.retention import prune
from newsroom.security.models import SecurityEvent
from tests.articles.admin.forms import PostedForm
from tests.confidential.test_sources import LIST as SOURCES
from tests.confidential.test_stories import LIST, SECRETS, SURFACES, WORD, RestrictedTestCase
from tests.factories import NOON, make_article, make_user

TYPED = "Plumeworthy"


class DraftTestCase(RestrictedTestCase):
    def send(self, user, address, tab="one", shown=None, **typed):
        self.client.force_login(user)
        sent = {"tab": tab, "typed": {name: [text] for name, text in typed.items()}, "shown": shown or {}}
        return self.client.post(f"{address}autosave/", json.dumps(sent), content_type="application/json")

    def type(self, user, tab="one", **typed):
        """Type into the form of the restricted story."""
        values = {name: getattr(self.story, name) for name in typed}
        shown = {f"initial-{name}": [text] for name, text in values.items()}
        return self.send(user, f"{LIST}{self.story.pk}/", tab, shown, **typed)

    def form(self, user, address, form_id="restrictedstory_form"):
        return PostedForm(self.answer(user, address), form_id)

    def offered(self, user, address=None):
        return self.form(user, address or self.address).form.xpath(".//*[@class='draft']")


class KeepingTests(DraftTestCase):
    def test_what_was_typed_is_offered_restored_and_saved(self):
        response = self.type(self.named, summary_en=f"{TYPED} was 91.")
        self.assertIn("Draft saved at", response.json()["kept"])
        [notice] = self.offered(self.named)
        self.assertIn(TYPED, notice.text_content())
        [first, *_others] = notice.xpath("ancestor::form//*[@type='submit']")
        self.assertEqual(first.get("name"), "_save")  # Enter presses it, not “Discard”
        draft = RestrictedStoryDraft.objects.get()
        response = self.answer(self.named, f"{self.address}?draft={draft.pk}")
        self.assertContains(response, "They are not saved yet.")
        self.assertNotContains(response, "errornote")
        form = PostedForm(response, "restrictedstory_form")
        self.assertEqual((form["summary_en"], form["_draft"]), (f"{TYPED} was 91.", str(draft.pk)))
        self.assertEqual(form["note"], self.story.note)
        saved = self.client.post(form.form.get("action"), form.data())
        self.assertEqual(saved.status_code, 302)
        self.story.refresh_from_db()
        self.assertEqual(self.story.summary_en, f"{TYPED} was 91.")
        self.assertIn(self.named, self.story.people.all())
        self.assertFalse(RestrictedStoryDraft.objects.exists())

    def test_a_new_one_is_offered_where_a_new_one_begins(self):
        add = f"{LIST}add/"
        self.send(self.writer, add, title_ko=TYPED, note="Not yet", people=str(self.named.pk))
        draft = RestrictedStoryDraft.objects.get()
        self.assertIsNone(draft.story)
        [link] = self.offered(self.writer, add)[0].xpath(".//a/@href")
        form = self.form(self.writer, add + link)
        self.assertEqual((form["title_ko"], form["people"]), (TYPED, str(self.named.pk)))
        self.client.post(form.form.get("action"), form.data("_save"))
        story = type(self.story).objects.get(title_ko=TYPED)
        self.assertEqual((story.held_by, list(story.people.all())), (self.writer, [self.named]))
        self.assertFalse(RestrictedStoryDraft.objects.exists())

    def test_a_new_one_without_people_is_restored_without_an_error(self):
        add = f"{LIST}add/"
        self.send(self.writer, add, title_ko=TYPED)
        [link] = self.offered(self.writer, add)[0].xpath(".//a/@href")
        response = self.client.get(add + link)
        self.assertContains(response, "They are not saved yet.")
        self.assertNotContains(response, "errorlist")
        self.assertNotContains(response, "errornote")

    def test_both_versions_are_shown_where_somebody_saved_the_same_field(self):
        self.type(self.named, title_en=f"{TYPED} is dead")
        type(self.story).objects.update(title_en="Saved meanwhile", note="Of another field")
        form = self.form(self.named, f"{self.address}?draft={RestrictedStoryDraft.objects.get().pk}")
        self.assertEqual((form["title_en"], form["note"]), (f"{TYPED} is dead", "Of another field"))
        self.assertIn("Saved meanwhile", form.form.text_content())
        self.assertFalse(type(self.story).objects.filter(title_en__contains=TYPED).exists())

    def test_a_refused_save_and_one_of_another_window_end_no_draft(self):
        self.type(self.named, title_en="", title_ko="")
        form = self.form(self.named, self.address)
        refused = form.data("_save", title_en="", title_ko="", _tab="one")
        self.assertEqual(self.client.post(self.address, refused).status_code, 422)
        self.client.post(self.address, form.data("_save", title_ko="새 제목", _tab="two"))
        self.assertTrue(RestrictedStoryDraft.objects.exists())

    def test_discarded_it_is_offered_no_more_and_restored_within_a_day(self):
        self.type(self.named, note=TYPED)
        [button] = self.offered(self.named)[0].xpath(".//button")
        self.assertRedirects(self.client.post(button.get("formaction")), self.address)
        self.assertEqual(self.offered(self.named), [])
        draft = RestrictedStoryDraft.objects.get()
        self.assertEqual(self.form(self.named, f"{self.address}?draft={draft.pk}")["note"], TYPED)

    def test_restoring_one_is_a_look_that_is_recorded(self):
        self.type(self.named, note=TYPED)
        self.client.get(f"{self.address}?draft={RestrictedStoryDraft.objects.get().pk}")
        self.assertEqual(SecurityEvent.objects.filter(kind="story_viewed", user=self.named).count(), 1)

    def test_a_confidential_source_is_kept_in_the_same_way(self):
        article = make_article(by=self.writer)
        self.send(self.writer, f"{SOURCES}add/", name="Ida Plume", article=str(article.pk))
        draft = ConfidentialSourceDraft.objects.get()
        form = self.form(self.writer, f"{SOURCES}add/?draft={draft.pk}", "confidentialsource_form")
        self.client.post(form.form.get("action"), form.data("_save"))
        source = ConfidentialSource.objects.get(name="Ida Plume", article=article)
        self.assertFalse(ConfidentialSourceDraft.objects.exists())
        source.people.add(self.named)  # this person may read the source, but not change it
        self.assertEqual(self.send(self.named, f"{SOURCES}{source.pk}/", note=TYPED).status_code, 403)


class DraftLeakTests(DraftTestCase):
    def setUp(self):
        super().setUp()
        self.type(self.named, summary_en=TYPED)
        self.draft = RestrictedStoryDraft.objects.get()

    def test_no_role_reaches_it_and_the_story_is_none_for_them(self):
        there, nowhere = f"{LIST}{self.story.pk}/autosave/", f"{LIST}{self.story.pk + 99}/autosave/"
        for number, role in enumerate([*ROLES, None]):
            user = make_user(f"u{number}", role=role, is_superuser=role is None)
            answers = [self.answer(user, address) for address in (there, nowhere)]
            with self.subTest(role=role):
                self.assertEqual(*[(one.status_code, one.content) for one in answers])
                self.assertNotEqual(answers[0].status_code, 200)
                self.assertNotEqual(self.type(user, title_en="Mine").status_code, 200)
                for address in (f"{self.address}?draft=", f"{LIST}add/?draft="):
                    response = self.client.get(f"{address}{self.draft.pk}", follow=True)
                    self.assertNotContains(response, TYPED, status_code=response.status_code)
                self.assertIn(self.drop().status_code, (403, 404))
        self.assertEqual(RestrictedStoryDraft.objects.get(), self.draft)
        self.assertFalse(self.draft.is_dropped)

    def drop(self):
        return self.client.post(f"{LIST}drafts/{self.draft.pk}/drop/")

    def test_it_is_its_persons_own_among_the_people_of_the_story(self):
        self.assertEqual(self.offered(self.writer), [])
        self.assertRedirects(self.client.get(f"{self.address}?draft={self.draft.pk}"), self.address)
        self.assertEqual(self.drop().status_code, 404)

    def test_who_is_named_no_longer_opens_it_no_longer(self):
        self.story.people.remove(self.named)
        response = self.answer(self.named, f"{self.address}?draft={self.draft.pk}")
        self.assertNotContains(response, TYPED, status_code=302)
        self.assertEqual(self.type(self.named, title_en="Mine").status_code, 404)

    def test_no_other_table_holds_a_word_of_it(self):
        self.answer(self.named, f"{self.address}?draft={self.draft.pk}")
        self.drop()
        texts = {}
        for model in apps.get_models(include_auto_created=True):
            if model._meta.managed:
                texts[model._meta.label] = json.dumps(list(model._base_manager.values()), default=str)
        self.assertEqual([label for label, text in texts.items() if TYPED in text], [self.draft._meta.label])

    def test_desk_and_superuser_find_it_nowhere(self):
        for user in (make_user("chief"), make_user("root", role=None, is_superuser=True)):
            for address in SURFACES:
                text = self.answer(user, address).content.decode(errors="replace")
                with self.subTest(user=user.username, address=address):
                    self.assertEqual([word for word in (*SECRETS, TYPED) if word in text], [])

    def test_whoever_deletes_the_story_reads_no_draft_of_others(self):
        response = self.answer(self.writer, f"{LIST}{self.story.pk}/delete/")
        self.assertNotContains(response, "utosaved draft")


class EndTests(DraftTestCase):
    def test_it_ends_with_the_release_and_goes_on_for_others(self):
        self.type(self.named, tab="own", summary_en="By whoever releases it")
        self.type(self.writer, tab="other", summary_en="It is old.", note=TYPED)
        form = self.form(self.named, self.address)
        self.client.post(self.address, form.data("_release", _tab="own"))
        self.assertFalse(RestrictedStoryDraft.objects.exists())
        draft = UnsavedTyping.objects.get()
        told = (draft.user, draft.article, draft.fields)
        self.assertEqual(told, (self.writer, Article.objects.latest("pk"), {"summary_en": ["It is old."]}))

    def test_it_is_deleted_after_a_month(self):
        self.type(self.named, summary_en=TYPED)
        kept_at = RestrictedStoryDraft.objects.get().kept_at
        prune(kept_at + timedelta(days=29))
        self.assertTrue(RestrictedStoryDraft.objects.exists())
        prune(kept_at + timedelta(days=30))
        self.assertFalse(RestrictedStoryDraft.objects.exists())

    def test_redacted_words_are_removed_from_it(self):
        self.type(self.named, summary_en=f"{TYPED} was 91.")
        redaction = request_redaction(words=TYPED, ground="court", reference="Case 7", by=make_user("asker"))
        perform_redaction(redaction, by=make_user("second"))
        [text] = RestrictedStoryDraft.objects.get().fields["summary_en"]
        self.assertNotIn(TYPED, text)
        self.assertIn("was 91.", text)

    def test_a_redaction_does_not_tell_that_there_is_a_restricted_story(self):
        self.type(self.named, summary_en=f"{WORD} was 91.")
        redaction = request_redaction(words=WORD, ground="court", reference="Case 7", by=make_user("asker"))
        redaction = perform_redaction(redaction, by=make_user("second"))
        self.assertFalse(type(self.story).objects.filter(title_en__contains=WORD).exists())
        self.assertNotIn("confidential", json.dumps(redaction.removed))

    def test_one_window_has_one_draft(self):
        self.type(self.named, summary_en="One")
        self.type(self.named, summary_en="Two")
        self.assertEqual(RestrictedStoryDraft.objects.get().fields, {"summary_en": ["Two"]})
        for drafts in (RestrictedStoryDraft, ConfidentialSourceDraft):
            drafts.objects.create(user=self.named, tab="x", kept_at=NOON)
            with self.assertRaises(IntegrityError), transaction.atomic():
                drafts.objects.create(user=self.named, tab="x", kept_at=NOON)

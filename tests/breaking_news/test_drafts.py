"""Drafts of breaking news: saved while a person types, shown only to them, deleted on publication."""

import json
from datetime import timedelta

from django.db import IntegrityError, transaction

from newsroom.breaking_news.models import BreakingDraft, BreakingStory
from newsroom.operations.retention import prune
from tests.breaking_news.news import TEXTS
from tests.breaking_news.test_views import ADDRESS, BreakingScreenTestCase
from tests.factories import NOON, make_user


class DraftTestCase(BreakingScreenTestCase):
    def type(self, tab="one", **typed):
        """Send fields as the autosave of a browser does; lists are sent as they are."""
        values = {name: text if isinstance(text, list) else [text] for name, text in typed.items()}
        sent = {"tab": tab, "typed": values, "shown": {f"initial-{name}": [""] for name in values}}
        return self.client.post(f"{ADDRESS}add/autosave/", json.dumps(sent), content_type="application/json")

    def offered(self):
        return self.page().xpath("//section[@class='draft']")

    def restored(self):
        [link] = self.offered()[0].xpath(".//a/@href")
        return self.client.get(ADDRESS + link)

    def values(self, response):
        return dict(self.page(response).get_element_by_id("breaking_form").form_values())


class KeepingTests(DraftTestCase):
    def test_what_was_typed_is_offered_restored_and_published(self):
        response = self.type(headline_en=TEXTS["en"][0], body_en="<p>The pier is shut.</p>", leads_ko=[])
        self.assertIn("Draft saved at", response.json()["kept"])
        [notice] = self.offered()
        self.assertIn("The pier is shut.", notice.text_content())
        self.assertIn("Lead the Korean front page (Korean)", notice.text_content())
        [first, *_others] = notice.xpath("ancestor::form//*[@type='submit']")
        self.assertEqual(first.get("name"), "_enter")  # the Enter key presses it, not “Discard”
        response = self.restored()
        self.assertContains(response, "They are not saved yet.")
        self.assertNotContains(response, "errornote")
        self.assertEqual(self.page(response).xpath("//section[@class='draft']"), [])
        values = self.values(response)
        self.assertEqual(values["headline_en"].strip(), TEXTS["en"][0])
        self.assertEqual(self.page(response).xpath("//input[@name='initial-headline_en']/@value"), [])
        self.assertEqual(values["_tab"], "one")
        self.assertNotIn("leads_ko", values)
        self.assertIn("leads_en", values)
        again = self.client.post(ADDRESS, self.filled(self.page(response)))
        self.assertTrue(BreakingDraft.objects.exists())  # nothing is published yet
        self.client.post(ADDRESS, self.confirmed(again))
        self.assertIn("The pier is shut.", BreakingStory.objects.get().article.body_en)
        self.assertFalse(BreakingDraft.objects.exists())

    def test_a_banner_with_the_words_of_its_headline_is_not_listed(self):
        self.type(headline_en="Quake ", banner_en="Quake", headline_ko="지진", banner_ko="지진 속보")
        listed = " ".join(self.offered()[0].text_content().split())
        self.assertNotIn("Banner text (English)", listed)
        self.assertIn("Banner text (Korean)", listed)
        self.assertEqual(self.values(self.restored())["banner_en"], "Quake")

    def test_an_offer_is_not_scrolled_away_by_the_focus_of_a_headline(self):
        focused = "//*[@autofocus]/@name"
        self.assertEqual(self.page().xpath(focused), ["headline_en"])
        self.type(headline_en="Quake")
        self.assertEqual(self.page().xpath(focused), [])

    def test_its_person_alone_sees_it(self):
        self.type(headline_en="Quake")
        address = f"{ADDRESS}?draft={BreakingDraft.objects.get().pk}"
        self.client.force_login(self.jane)
        self.assertEqual(self.offered(), [])
        self.assertContains(self.client.get(address), "Your draft is no longer available.")
        drop = f"{ADDRESS}drafts/{BreakingDraft.objects.get().pk}/drop/"
        self.assertEqual(self.client.post(drop).status_code, 404)

    def test_discarded_it_is_offered_no_more_and_restored_within_a_day(self):
        self.type(headline_en="Quake")
        [button] = self.offered()[0].xpath(".//button")
        self.assertRedirects(self.client.post(button.get("formaction")), ADDRESS)
        self.assertEqual(self.offered(), [])
        draft = BreakingDraft.objects.get()
        values = self.values(self.client.get(f"{ADDRESS}?draft={draft.pk}"))
        self.assertEqual(values["headline_en"].strip(), "Quake")

    def test_typing_that_was_taken_back_is_forgotten(self):
        self.type(headline_en="Quake")
        self.type()
        self.assertFalse(BreakingDraft.objects.exists())

    def test_each_window_has_its_own(self):
        self.type(headline_en="Quake")
        self.type("two", headline_en="Flood")
        self.publish(_tab="two")
        self.assertEqual([one.tab for one in BreakingDraft.objects.all()], ["one"])

    def test_one_window_has_one(self):
        BreakingDraft.objects.create(user=self.jane, tab="one")
        with self.assertRaises(IntegrityError), transaction.atomic():
            BreakingDraft.objects.create(user=self.jane, tab="one")

    def test_old_ones_are_deleted(self):
        self.type(headline_en="Quake")
        prune(NOON + timedelta(days=999))
        self.assertFalse(BreakingDraft.objects.exists())


class RefusalTests(DraftTestCase):
    def test_of_a_language_that_is_not_ones_own_nothing_is_kept_or_restored(self):
        self.client.force_login(make_user("desk", role="Korean desk"))
        self.type(headline_en="Quake", headline_ko="지진")
        self.assertEqual(BreakingDraft.objects.get().fields, {"headline_ko": ["지진"]})
        BreakingDraft.objects.update(fields={"headline_en": ["Quake"], "section": ["ﾟ", "9" * 40]})
        self.assertNotIn("headline_en", self.values(self.restored()))

    def test_who_may_not_publish_keeps_nothing(self):
        self.client.force_login(make_user("reporter", role="Reporters"))
        self.assertEqual(self.type(headline_en="Quake").status_code, 403)
        self.client.logout()
        self.assertEqual(self.type(headline_en="Quake").status_code, 401)

    def test_other_fields_are_not_kept(self):
        self.type(_key="x", seen="5", csrfmiddlewaretoken="x", nothing="x")
        self.assertFalse(BreakingDraft.objects.exists())

    def test_rubbish_is_refused_or_kept_without_a_fault(self):
        for rubbish in ("\x00", "\ud800", "x" * 5000):
            self.assertEqual(self.type(headline_en=rubbish, section=rubbish).status_code, 200)
            self.assertEqual(self.restored().status_code, 200)
        address = f"{ADDRESS}add/autosave/"
        for body in ("[]", "{}", '{"tab": "a", "typed": 1}', "\x00"):
            self.assertEqual(
                self.client.post(address, body, content_type="application/json").status_code, 400
            )
        self.assertEqual(self.client.get(f"{ADDRESS}?draft=9{'9' * 40}").status_code, 200)

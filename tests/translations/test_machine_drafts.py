from django.test import override_settings

from articles.models import Event, EventType
from articles.translations.freshness import segments_stamp
from articles.translations.machine_drafts import place_machine_drafts
from tests.factories import make_user
from tests.translations.screen import TranslationScreenCase


class MachineDraftTests(TranslationScreenCase):
    def place_draft(self, place, html):
        translation = self.translation
        unit_id = translation.unit_ids[place]
        seen = {unit_id: (segments_stamp(translation.sources_of(translation.units[place])), "")}
        who = {"by": self.translator, "engine": "DeepL", "model": ""}
        place_machine_drafts(self.article, "ko", {unit_id: html}, seen=seen, **who)

    def test_a_machine_draft_is_labelled_until_a_person_finishes_it(self):
        self.place_draft(0, "항구 문 열어")
        page = self.page()
        self.assertContains(page, "Machine draft</span>")
        self.assertContains(page, "Drafted by <code>DeepL</code>")
        self.post(0, text="항구 문 활짝 열어")
        page = self.page()
        self.assertNotContains(page, "Machine draft</span>")
        self.assertRegex(page.content.decode(), r"Drafted by <code>DeepL</code>, \d+% changed")

    def test_the_filter_of_machine_drafts_is_shown_while_there_are_any(self):
        self.assertNotContains(self.page(), "Machine drafts")
        self.place_draft(0, "항구 문 열어")
        self.assertContains(self.page(), "Machine drafts")

    def test_submitting_says_that_drafts_wait(self):
        for place in range(2):
            self.place_draft(place, "항구 문 열어")
        self.post(2, text="리드")
        answer = self.client.post(f"{self.address}action/", {"_action": "submit"}, follow=True)
        self.assertContains(answer, "2 machine drafts have not been confirmed by a person.")

    def test_who_may_approve_confirms_all_where_the_setting_allows_it(self):
        self.place_draft(0, "항구 문 열어")
        self.client.force_login(make_user("editor", role="Korean desk"))
        self.assertNotContains(self.page(), "Confirm all machine drafts")
        data = {"_action": "confirm_machine_drafts"}
        self.assertEqual(self.client.post(f"{self.address}action/", data).status_code, 403)
        with override_settings(MACHINE_TRANSLATION_WHOLE_STORIES=True):
            self.assertContains(self.page(), "Confirm all machine drafts")
            self.client.post(f"{self.address}action/", data)
        self.assertFalse(self.translation.units[0].is_draft)
        self.assertTrue(Event.objects.filter(type=EventType.MACHINE_CONFIRMED).exists())

"""Text that was typed at the desk but not sent is offered in the same place."""

from newsroom.live.models import LiveDraft, LiveEntry
from newsroom.live.publication import correct_entry, take_down
from tests.live.cases import WORDS, post
from tests.live.test_desk import DeskTestCase


class DraftTests(DeskTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        post(cls.story, by=cls.by)

    def keep(self, place="", shown="", **typed):
        """Autosave a text as story_autosave.js does; return the draft."""
        if place:
            path = "/".join([str(self.story.pk), *place.split("-")])
            address = self.page(f"/admin/live/{path}/").xpath("//*[@class='presence']/@data-address")[0]
        else:
            address = self.page().xpath("//*[@class='presence']/@data-address")[0]
        typed = {name: [text] for name, text in typed.items()}
        sent = {"tab": f"1-{len(place)}", "typed": typed, "shown": {"initial-text": [shown]}}
        answer = self.client.post(address, sent, content_type="application/json")
        self.assertEqual(answer.status_code, 200)
        return LiveDraft.objects.latest("pk")

    def test_a_new_entry_is_offered_in_the_form_of_new_entries(self):
        draft = self.keep(text="Half an entry")
        self.assertContains(self.client.get(self.desk), f"?draft={draft.pk}")
        page = self.page(f"{self.desk}?draft={draft.pk}")
        self.assertEqual(page.xpath("string(//textarea)").strip(), "Half an entry")
        self.assertRedirects(self.send(page=page), self.desk)
        self.assertFalse(LiveDraft.objects.exists())
        self.assertEqual(self.client.get(f"{self.desk}?draft=99999999999999999999").status_code, 200)

    def test_a_correction_is_offered_in_the_form_of_its_entry(self):
        draft = self.keep("1-en", shown=WORDS["en"], text="At ten.", note="Not nine.")
        address = f"{self.desk}1/en/"
        desk = self.page()
        self.assertIn("You have unsaved changes to entry 1.", desk.text_content())
        self.assertEqual(desk.xpath("//a[.='Open the form']/@href"), [address])
        self.assertNotIn(f"?draft={draft.pk}", desk.xpath("//a/@href"))
        self.assertEqual(self.page(f"{self.desk}1/ko/").xpath("//a[contains(@href, 'draft=')]"), [])
        self.assertIn(f"?draft={draft.pk}", self.page(address).xpath("//a/@href"))
        page = self.page(f"{address}?draft={draft.pk}")
        self.assertEqual(page.xpath("string(//textarea)").strip(), "At ten.")
        self.assertRedirects(self.send(address, page), self.desk)
        entry = LiveEntry.objects.open().get()
        self.assertEqual((entry.text, entry.note), ("At ten.", "Not nine."))
        self.assertFalse(LiveDraft.objects.exists())

    def test_a_translation_is_offered_in_the_form_of_its_language(self):
        draft = self.keep("1-ko", text=WORDS["ko"])
        address = f"{self.desk}1/ko/"
        page = self.page(f"{address}?draft={draft.pk}")
        self.assertEqual(page.xpath("string(//textarea)").strip(), WORDS["ko"])
        self.assertRedirects(self.send(address, page), self.desk)
        self.assertEqual(LiveEntry.objects.get(language="ko").source_version, 1)

    def test_a_draft_over_a_text_that_has_changed_shows_both(self):
        draft = self.keep("1-en", shown=WORDS["en"], text="At ten.")
        correct_entry(self.story, 1, "en", "At noon.", by=self.by, seen=1)
        address = f"{self.desk}1/en/"
        response = self.send(address, self.page(f"{address}?draft={draft.pk}"))
        self.assertEqual((response.status_code, self.typed(response)), (409, "At ten."))
        self.assertIn("At noon.", self.alert(response))

    def test_a_draft_for_an_entry_that_is_gone_is_offered_at_the_desk(self):
        draft = self.keep("1-en", shown=WORDS["en"], text="At ten.", note="Not nine.")
        take_down(self.story, 1, by=self.by)
        self.assertContains(self.client.get(self.desk), f"?draft={draft.pk}")
        page = self.page(f"{self.desk}?draft={draft.pk}")
        self.assertEqual(page.xpath("string(//textarea)").split(), ["At", "ten.", "Not", "nine."])

    def test_a_place_that_is_none_is_no_error(self):
        self.keep(text="A.")
        for place in ("x", "0-en", "1-de", "99999999999-en", "1-en%0A", "%00"):
            sent = {"tab": "1-9", "typed": {"text": ["B."]}}
            address = f"/admin/live/drafts/{self.story.pk}/autosave/?place={place}"
            self.assertEqual(
                self.client.post(address, sent, content_type="application/json").status_code, 200
            )
            self.assertNotIn("place", LiveDraft.objects.latest("pk").fields, place)

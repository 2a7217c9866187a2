"""Aids for the segment in focus: glossary, memory, checks."""

from articles.models import Term
from newsroom.translations.memory_entries import MemoryPair, remember
from tests.factories import NOON
from tests.translations.screen import JSON, TranslationScreenCase


class AidTests(TranslationScreenCase):
    body = (
        "<p>The Test Bank lent 1.2 trillion won.</p><p>See <a href='https://a.example/'>the plan</a> now.</p>"
    )

    def aids(self, place, text=""):
        return self.client.post(f"{self.address}aids/", self.fields(place, "", text)).content.decode()

    def test_terms_of_the_source_are_offered_with_what_to_write(self):
        Term.objects.create(name_en="Test Bank", name_ko="시험은행", kind="organisation")
        self.assertIn('data-text="시험은행" data-keys="Alt+Shift+1"', self.aids(2))

    def test_a_term_is_put_in_with_the_particle_that_fits(self):
        fields = {"text": "는 빌려줬다.", "form": "시험은행", "start": 0, "end": 0}
        told = self.client.post(f"{self.address}fit/", fields, headers=JSON).json()
        self.assertEqual(told, {"text": "시험은행은 빌려줬다.", "cursor": 4})

    def test_a_place_that_is_none_is_refused(self):
        for start in ("", "-1", "1" * 40, "가"):
            fields = {"text": "는", "form": "은행", "start": start, "end": "0"}
            self.assertEqual(self.client.post(f"{self.address}fit/", fields, headers=JSON).status_code, 422)

    def test_what_was_translated_before_is_offered_with_its_difference(self):
        pairs = [MemoryPair("p", "See ⟨1⟩the plan⟨/1⟩ soon.", "곧 ⟨1⟩계획⟨/1⟩을 ⟨2⟩보라⟨/2⟩.")]
        remember(pairs, source_language="en", by=self.translator, at=NOON)
        html = self.aids(3)
        self.assertIn('data-text="곧 ⟨1⟩계획⟨/1⟩을 보라." data-keys="Ctrl+Shift+1"', html)
        self.assertIn('<span class="visually-hidden" lang="en">removed: </span>soon</del><ins>', html)

    def test_the_checks_say_what_they_read_on_either_side(self):
        html = self.aids(2, "시험은행이 1200억 원을 빌려줬다.")
        self.assertIn("1.2 trillion won / 1200억 원", html)

    def test_the_words_that_a_message_names_stand_there_once(self):
        self.assertEqual(self.aids(2, "시험은행이 돈을 빌려줬다.").count("1.2 trillion won"), 1)
        lost = self.aids(3, "지금 계획을 보라.")
        self.assertIn('<span class="aid-read">the plan (https://a.example/)</span>', lost)

    def test_rows_of_which_the_checks_warn_are_known_to_the_page(self):
        self.post(2, text="시험은행이 1200억 원을 빌려줬다.")
        self.post(3, text="지금 ⟨1⟩계획⟨/1⟩을 보라.")
        units = self.client.get(f"{self.address}failing/", headers=JSON).json()["units"]
        self.assertEqual(units, [self.fields(2)["unit"]])

    def test_what_is_gone_has_no_aids(self):
        fields = self.fields(2) | {"unit": "s0", "row": ""}
        self.assertEqual(self.client.post(f"{self.address}aids/", fields).status_code, 410)

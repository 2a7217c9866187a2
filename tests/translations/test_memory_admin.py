"""The memory in the admin: search in both languages, export and import with permission."""

from django.test import TestCase
from django.urls import reverse
from lxml import html

from newsroom.translations.memory_entries import MemoryPair, remember
from newsroom.translations.models import MemoryEntry
from tests.factories import NOON, make_user

LIST, IMPORT, EXPORT = (
    reverse(f"admin:translations_memoryentry_{name}") for name in ("changelist", "import", "export")
)
# {role: (may view, may delete, may import)}
MAY = {
    "Interns": (True, False, False),
    "Reporters": (True, False, False),
    "English translators": (True, True, False),
    "Korean translators": (True, True, False),
    "English desk": (True, True, True),
    "Korean desk": (True, True, True),
    "Managing editors": (True, True, True),
    "Administrators": (True, False, False),
    None: (False, False, False),
}


class MemoryAdminTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        pairs = [
            MemoryPair("p", "Harbor opens", "항구 문 열어"),
            MemoryPair("p", "Ferry sails", "배가 떠난다"),
        ]
        remember(pairs, source_language="en", by=None, at=NOON)

    def setUp(self):
        self.client.force_login(make_user())

    def test_each_role_does_what_it_may(self):
        for number, (role, (looks, forgets, takes)) in enumerate(MAY.items()):
            self.client.force_login(make_user(f"person-{number}", role=role))
            row = MemoryEntry.objects.first()
            delete = reverse("admin:translations_memoryentry_delete", args=[row.pk])
            found = [self.client.get(address).status_code for address in (LIST, EXPORT, delete, IMPORT)]
            allowed = [looks, looks, forgets, takes]
            self.assertEqual(found, [200 if may else 403 for may in allowed], role)

    def test_the_menu_marks_the_memory_and_not_the_translations_under_whose_address_it_is(self):
        self.client.force_login(make_user("translator", role="Korean translators"))
        page = html.fromstring(self.client.get(LIST).content)
        marked = page.xpath("//nav[@id='sidebar']//a[@aria-current]")
        self.assertEqual([link.text for link in marked], ["Translation memory"])

    def test_a_word_of_either_language_finds_an_entry(self):
        for word in ("harbor", "항구", "\u1112\u1161\u11bc구"):
            response = self.client.get(LIST, {"q": word})
            self.assertContains(response, "Harbor opens")
            self.assertNotContains(response, "Ferry sails")

    def test_what_a_segment_is_in_its_story_is_said_in_words(self):
        kinds = html.fromstring(self.client.get(LIST).content).xpath("//td[contains(@class, 'field-kind')]")
        self.assertEqual({cell.text for cell in kinds}, {"Paragraph"})

    def test_nobody_types_or_changes_an_entry(self):
        row = MemoryEntry.objects.first()
        self.assertRedirects(self.client.get(reverse("admin:translations_memoryentry_add")), IMPORT)
        page = reverse("admin:translations_memoryentry_change", args=[row.pk])
        self.assertContains(self.client.get(page), row.target_text)
        self.assertEqual(self.client.post(page, {"target_text": "다른"}).status_code, 403)

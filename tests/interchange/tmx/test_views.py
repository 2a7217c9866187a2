"""The translation memory exported and imported as TMX from the admin."""

import io

from django.test import TestCase
from django.urls import reverse

from newsroom.translations.memory_entries import MemoryPair, remember
from newsroom.translations.models import MemoryEntry
from tests.factories import NOON, make_user
from tests.interchange.tmx.test_tmx import GOOD, tmx

IMPORT = reverse("admin:translations_memoryentry_import")
EXPORT = reverse("admin:translations_memoryentry_export")


class MemoryFileTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        pairs = [
            MemoryPair("p", "Harbor opens", "항구 문 열어"),
            MemoryPair("p", "Ferry sails", "배가 떠난다"),
        ]
        remember(pairs, source_language="en", by=None, at=NOON)

    def setUp(self):
        self.client.force_login(make_user())

    def test_the_memory_goes_out_and_comes_in(self):
        file = io.BytesIO(b"".join(self.client.get(EXPORT).streaming_content))
        file.name = "memory.tmx"
        MemoryEntry.objects.all().delete()
        response = self.client.post(IMPORT, {"file": file, "source_language": ""}, follow=True)
        self.assertContains(response, "Translations saved: 2, of which new: 2.")
        self.assertEqual(MemoryEntry.objects.count(), 2)

    def test_a_file_that_is_refused_says_why(self):
        file = io.BytesIO(tmx(GOOD).getvalue()[:-5])
        file.name = "broken.tmx"
        response = self.client.post(IMPORT, {"file": file})
        self.assertContains(response, "Line 3", status_code=422)
        self.assertEqual(MemoryEntry.objects.count(), 2)

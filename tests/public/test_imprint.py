"""The imprint at the foot of every page, as press law requires, in the language of the page."""

import json
from datetime import date

from django.test import TestCase
from lxml import html

from tests.factories import make_publication


class ImprintTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_publication(
            registration_number_en="Harbor A00000",
            registration_number_ko="항구 아00000",
            first_published_on=date(2020, 3, 3),
            publisher_en="Bora Testman",
            publisher_ko="시험보라",
            editor_ko="시험하늘",
            registered_name_en="Harbor Press",
            address_en="3 Quay",
            address_ko="부두길 3",
            phone="+82 2-000-0000",
        )

    def page(self, language):
        return html.fromstring(self.client.get(f"/{language}/").content)

    def items(self, language):
        rows = self.page(language).xpath("//footer//dl[@class='imprint']/div")
        return [" ".join(row.text_content().split()) for row in rows]

    def test_each_language_says_what_it_has(self):
        self.assertEqual(
            self.items("en"),
            [
                "Registered name Harbor Press",
                "Registration number Harbor A00000",
                "First published on March 3, 2020",
                "Publisher Bora Testman",
                "Address 3 Quay",
                "Telephone +82 2-000-0000",
            ],
        )
        self.assertEqual(
            self.items("ko"),
            [
                "등록번호 항구 아00000",
                "발행일 2020년 3월 3일",
                "발행인 시험보라",
                "편집인 시험하늘",
                "주소 부두길 3",
                "전화 +82 2-000-0000",
            ],
        )

    def test_a_number_can_be_dialled(self):
        [link] = self.page("en").xpath("//footer//dl//a/@href")
        self.assertEqual(link, "tel:+8220000000")

    def test_search_engines_are_told(self):
        [block] = self.page("en").xpath("//script[@type='application/ld+json']/text()")
        [paper] = [one for one in json.loads(block)["@graph"] if one["@type"] == "NewsMediaOrganization"]
        names = ("legalName", "address", "telephone", "foundingDate")
        told = ["Harbor Press", "3 Quay", "+82 2-000-0000", "2020-03-03"]
        self.assertEqual([paper[name] for name in names], told)
        self.assertNotIn("registered_name_ko", paper)


class NoImprintTests(TestCase):
    def test_a_footer_without_it_has_no_empty_block(self):
        make_publication()
        self.assertNotContains(self.client.get("/en/"), "imprint")

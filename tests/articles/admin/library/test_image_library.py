"""The library of pictures: the uses of a picture, and the filters of the list."""

from datetime import date
from unittest import mock

import time_machine
from django.test import TestCase
from lxml import html

from articles.admin.library.image_filters import CreatorFilter, FirstNamesFilter
from articles.models import Image, PictureContract
from articles.workflow.edit_session import editing
from tests.factories import (
    HOUR,
    NOON,
    make_article,
    make_author,
    make_published,
    make_standing_page,
    make_topic,
    make_user,
)
from tests.public.newsdesk import tell


def make_image(**fields):
    return Image.objects.create(**({"file": "pictures/quay.jpg", "width": 3, "height": 2} | fields))


def make_contract(**columns):
    return PictureContract.objects.create(**({"supplier": "Nexo Photos", "number": "7"} | columns))


class LibraryCase(TestCase):
    def setUp(self):
        self.clock = self.enterContext(time_machine.travel(NOON, tick=False))
        self.client.force_login(make_user())

    def page(self, address):
        response = self.client.get(address)
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.content.decode())


class UseTests(LibraryCase):
    def uses(self, image):
        """Return ({kind: [text of a use]}, addresses of the uses)."""
        section = self.page(f"/admin/articles/image/{image.pk}/change/").xpath(
            "//section[@class='image-uses']"
        )
        found = {
            group.text_content(): [
                " ".join(one.text_content().split()) for one in group.xpath("./following-sibling::ul[1]/li")
            ]
            for part in section
            for group in part.xpath("./h3")
        }
        return found, section[0].xpath(".//a/@href") if section else []

    def test_every_kind_of_use_is_listed_with_a_link(self):
        image = make_image(alt_en="A quay", alt_ko="부두", credit_en="Kim", credit_ko="김")
        figure = f'<p>Look.</p><figure data-image="{image.pk}"><figcaption></figcaption></figure>'
        draft = make_article(body_en=figure)
        story = make_published(lead_image=image)
        page = make_standing_page(title_en="About", title_ko="소개", body_en=figure)
        author = make_author(photo=image)
        with editing(story.pk) as copy:
            copy.lead_image = None
        found, addresses = self.uses(image)
        self.assertEqual(list(found), ["Stories", "Editions", "Static pages", "Authors"])
        self.assertEqual(found["Editions"], ["Harbor opens English, edition 1 · live"])
        for thing in (draft, page, author, story.editions.get()):
            name = thing._meta.model_name
            self.assertIn(f"/admin/articles/{name}/{thing.pk}/change/", addresses)

    def test_scheduled_editions_are_told_apart(self):
        image = make_image(alt_en="A quay", credit_en="Kim")
        make_published(lead_image=image, at=NOON + HOUR)
        found, _addresses = self.uses(image)
        self.assertEqual(found["Editions"], ["Harbor opens English, edition 1 · scheduled"])

    def test_lists_are_bounded_and_say_so(self):
        image = make_image()
        for _number in range(21):
            make_article(lead_image=image)
        found, _addresses = self.uses(image)
        self.assertEqual((len(found["Stories"]), found["Stories"][-1]), (21, "And others."))

    def test_a_picture_without_any_use_says_so(self):
        page = self.page(f"/admin/articles/image/{make_image().pk}/change/")
        self.assertTrue(page.xpath("//p[text()='Not used anywhere yet.']"))


class FilterTests(LibraryCase):
    def listed(self, query):
        links = self.page(f"/admin/articles/image/?{query}").xpath("//li[@class='card']/a/@href")
        return [int(link.split("/")[-3]) for link in links]

    def test_photographer_day_and_upload_narrow_the_list(self):
        one = make_image(creator="Kim", taken_on=date(2025, 12, 31))
        two = make_image(creator="Lee", taken_on=date(2026, 1, 1))
        three = make_image()
        self.assertEqual(self.listed("creator=Kim"), [one.pk])
        self.assertEqual(self.listed("taken=2025"), [one.pk])
        self.assertEqual(self.listed("taken=2025-12"), [one.pk])
        self.assertEqual(self.listed("taken=2026-01"), [two.pk])
        self.assertEqual(self.listed(f"uploaded={NOON:%Y-%m}"), [three.pk, two.pk, one.pk])
        self.assertEqual(self.listed("q=lee"), [two.pk])

    def test_a_topic_finds_pictures_of_its_stories_and_editions(self):
        topic, other = make_topic(), make_topic("ships")
        printed, led, unused = [make_image(alt_en="A quay", credit_en="Kim") for _number in range(3)]
        story = tell(lead_image=printed, topics=[topic])
        with editing(story.pk) as copy:
            copy.lead_image = led
        with editing(make_article(lead_image=unused).pk) as copy:
            copy.topics.add(other)
        self.assertEqual(self.listed(f"topic={topic.pk}"), [led.pk, printed.pk])
        self.assertEqual(self.listed(f"topic={other.pk}"), [unused.pk])

    def test_where_more_than_the_first_are_there_a_name_is_entered(self):
        topics = [make_topic(slug, name_en=slug.capitalize()) for slug in ("anchors", "buoys", "ships")]
        people = {"Kim Sunhee": "Alpha Photos", "Lee Hana": "Nexo Photos", "Lee Hana Park": "Zeta"}
        one, two, three = [
            make_image(
                creator=name, contract=make_contract(supplier=supplier), alt_en="Quay", credit_en="Nexo"
            )
            for name, supplier in people.items()
        ]
        for image, topic in zip((one, two, three), topics, strict=True):
            tell(lead_image=image, topics=[topic], number=f" {image.pk}")
        asked = {
            "creator=lee+hana": [two.pk],  # a longer name does not match
            "creator=hana": [three.pk, two.pk],
            "creator=nobody": [],
            "contract=zeta": [three.pk],
            "topic=ship": [three.pk],
            f"topic={topics[2].pk}": [three.pk],
        }
        with mock.patch.multiple(FirstNamesFilter, most=1), mock.patch.object(CreatorFilter, "most", 1):
            for query, found in asked.items():
                self.assertEqual(self.listed(query), found, query)
            page = self.page("/admin/articles/image/?creator=hana&q=lee&p=0")
        [form] = page.xpath("//form[@class='filter-name'][.//label/input[@name='creator'][@value='hana']]")
        self.assertEqual(dict(form.form_values()), {"creator": "hana", "q": "lee"})
        self.assertIn("Only the first 1 are listed.", page.xpath("string(//main)"))

    def test_a_name_is_no_value_where_all_are_listed(self):
        image = make_image(creator="Kim")
        self.assertEqual(self.listed("creator=K"), [image.pk])
        self.assertEqual(self.page("/admin/articles/image/").xpath("//form[@class='filter-name']"), [])

    def test_unknown_values_and_the_last_year_of_the_calendar_are_borne(self):
        last = make_image(taken_on=date(9999, 12, 31))
        first = make_image(taken_on=date(9999, 1, 1))
        self.assertEqual(self.listed("taken=9999-13&creator=nobody"), [first.pk, last.pk])
        self.assertEqual(self.listed("taken=9999-01"), [first.pk])

"""Pictures whose contract excludes some uses: the record in the edition, and pages without them."""

import json

from django.test import TestCase
from time_machine import travel

from articles.models import Edition, PictureContract
from articles.publishing import quick_fix
from newsroom.public.frame import Frame
from newsroom.public.social_cards import social_card
from tests.factories import HOUR, NOON, make_publication, rewrite
from tests.public.newsdesk import make_image, page_of, publish_again, tell
from tests.public.test_structured_data import nodes_of


def figure(image):
    return f'<p>The harbor.</p><figure data-image="{image.pk}"><figcaption></figcaption></figure>'


class WithheldPictureTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_publication()

    def setUp(self):
        self.clock = self.enterContext(travel(NOON, tick=False))
        self.contract = PictureContract.objects.create(supplier="Nexo", allows_feeds=False)
        self.lead, self.other = make_image(contract=self.contract), make_image(contract=self.contract)
        self.free = make_image()

    def tell(self, **fields):
        text = figure(self.other) + figure(self.free)
        self.story = tell(lead_image=self.lead, body_en=text, **fields)
        return self.edition()

    def edition(self):
        return Edition.objects.live().of(self.story, "en").for_page().get()

    def address(self):
        return f"/en/articles/{self.story.pk}/harbor-opens/"

    def test_the_edition_records_what_is_withheld_and_is_sealed_with_it(self):
        edition = self.tell()
        self.assertEqual(edition.printed["withheld"], {"feeds": [self.lead.pk, self.other.pk]})
        self.assertEqual(edition.digest, edition.sealed(None))
        edition.printed["withheld"] = {}
        self.assertNotEqual(edition.digest, edition.sealed(None))

    def test_without_such_a_contract_nothing_is_recorded(self):
        self.contract.allows_feeds = True
        self.contract.save()
        self.assertNotIn("withheld", self.tell().printed)

    def test_feeds_leave_it_out_and_the_page_shows_it(self):
        self.tell()
        page = self.client.get(self.address()).content.decode()
        names = [image.file.name for image in (self.lead, self.other, self.free)]
        self.assertEqual([name in page for name in names], [True, True, True])
        for kind in ("atom", "json"):
            feed = self.client.get(f"/en/feed.{kind}").content.decode()
            self.assertEqual([name in feed for name in names], [False, False, True], kind)
        [item] = json.loads(self.client.get("/en/feed.json").content)["items"]
        self.assertNotIn("image", item)

    def test_later_changes_of_the_contract_change_no_edition(self):
        self.tell()
        self.contract.allows_feeds = True
        self.contract.save()
        self.clock.shift(HOUR)
        self.assertNotIn(self.lead.file.name, self.client.get("/en/feed.atom").content.decode())
        rewrite(self.story, title_en="Harbor opens again")
        publish_again(self.story)
        self.assertIn(self.lead.file.name, self.client.get("/en/feed.atom").content.decode())

    def test_a_quick_fix_keeps_what_was_decided_and_asks_for_new_pictures(self):
        self.tell()
        PictureContract.objects.filter(pk=self.contract.pk).update(allows_feeds=True, allows_social=False)
        new = make_image(contract=self.contract)
        self.clock.shift(HOUR)
        quick_fix(self.story, "en", by=None, body=figure(self.other) + figure(new))
        withheld = {"social": [new.pk], "feeds": [self.lead.pk, self.other.pk]}
        self.assertEqual(self.edition().printed["withheld"], withheld)

    def test_previews_of_links_show_no_picture_that_may_not_be_shared(self):
        self.assertTrue(self.shared())
        self.contract.allows_social = False
        self.contract.save()
        self.assertFalse(self.shared())

    def shared(self):
        """Return whether a new story's card and structured data show its lead picture; they must agree."""
        edition = self.tell()
        [article] = [nodes_of(page_of(self.client.get(self.address())))["NewsArticle"]]
        card = social_card(edition, Frame.read("en"), NOON)
        is_told = self.lead.file.name in json.dumps(article["image"])
        self.assertEqual(bool(card.picture), is_told)
        return is_told

"""Pictures of search results are the pictures of lists."""

from django.test import TestCase
from time_machine import travel

from newsroom.search.consumer import catch_up
from tests.factories import HOUR, NOON, make_publication
from tests.public.newsdesk import make_image, page_of, tell


class PictureTests(TestCase):
    def test_a_result_has_the_picture_of_its_story_and_one_without_has_none(self):
        make_publication()
        with travel(NOON, tick=False):
            tell(lead_image=make_image(), number=" pictured")
            tell(number=" bare")
        with travel(NOON + HOUR, tick=False):
            catch_up()
            page = page_of(self.client.get("/en/search/?q=harbor"))
        found = {
            " ".join(card.xpath("string(.//h3)").split()): card.xpath(".//img/@alt")
            for card in page.xpath("//section[@class='hits']//article")
        }
        self.assertEqual(found, {"Harbor opens pictured": ["A crane"], "Harbor opens bare": []})

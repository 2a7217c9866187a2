"""Structured data, parsed as search engines do and compared with the page."""

import json

from django.test import TestCase
from time_machine import travel

from articles.models import Publication, Role, Wanted
from newsroom.public.head import write_json_ld
from tests.factories import (
    HOUR,
    NOON,
    make_author,
    make_publication,
    make_section,
    make_standing_page,
    make_topic,
    rewrite,
)
from tests.public.crawl import crawl
from tests.public.newsdesk import make_image, page_of, publish_again, tell, texts

HOST = "http://testserver"
CHEAPEST_ATTACK = "</script><script>alert(1)</script><!--"


def nodes_of(page):
    """Return {@type: node} of a page's structured data. Invalid JSON fails."""
    [block] = page.xpath("//script[@type='application/ld+json']")
    told = json.loads(block.text)
    assert told["@context"] == "https://schema.org"
    return {node["@type"]: node for node in told["@graph"]}


def walked(value):
    """Yield every node in a value, at any depth."""
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walked(part)


class StructuredCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_publication(contact="desk@paper.example")

    def setUp(self):
        traveller = travel(NOON, tick=False)
        self.clock = traveller.start()
        self.addCleanup(traveller.stop)

    def page(self, address):
        return page_of(self.client.get(address))

    def nodes(self, address):
        return nodes_of(self.page(address))


class StoryTests(StructuredCase):
    def setUp(self):
        super().setUp()
        self.image = make_image(caption_en="At the quay.")
        translator = make_author("sae-testman", position_en="Translator", position_ko="번역가")
        self.story = tell(
            languages=("en", "ko"), lead_image=self.image, topics=[make_topic()],
            authors=[make_author(position_en="Reporter"), (translator, Role.TRANSLATION)],
            sources=[{"name_en": "Harbor office", "url": "https://office.example/"}],
            title_en="Harbor opens " + "and opens " * 12,
        )  # fmt: skip
        self.en, self.ko = (
            self.story.editions.get(language=code).get_absolute_url() for code in ("en", "ko")
        )

    def article(self, address=""):
        return self.nodes(address or self.en)["NewsArticle"]

    def test_article_says_what_the_page_says(self):
        article = self.article()
        self.assertEqual(article["url"], HOST + self.en)
        self.assertEqual(article["mainEntityOfPage"], {"@type": "WebPage", "@id": HOST + self.en})
        self.assertEqual(article["abstract"], "The harbor opens on Monday.")
        self.assertEqual(article["articleSection"], "Economy")
        self.assertEqual(article["keywords"], ["Harbours"])
        self.assertEqual(article["inLanguage"], "en")
        self.assertEqual(article["wordCount"], 3)
        self.assertIs(article["isAccessibleForFree"], True)
        self.assertEqual(article["citation"][0]["url"], "https://office.example/")

    def test_headline_is_as_short_as_search_engines_take_it(self):
        headline = self.article()["headline"]
        self.assertEqual(len(headline), 110)
        self.assertTrue(headline.startswith("Harbor opens and opens"))

    def test_dates_carry_the_zone_of_the_newsroom(self):
        self.assertEqual(self.article()["datePublished"], "2026-03-02T21:00:00+09:00")
        self.assertEqual(self.article()["dateModified"], "2026-03-02T21:00:00+09:00")

    def test_people_are_named_for_what_they_did(self):
        self.assertEqual(
            self.article()["author"],
            [
                {
                    "@type": "Person",
                    "name": "Bora Testman",
                    "alternateName": "bora-testman 기자",
                    "url": f"{HOST}/en/authors/bora-testman/",
                    "jobTitle": "Reporter",
                }
            ],
        )
        [translator] = self.article(self.ko)["translator"]
        self.assertEqual((translator["name"], translator["jobTitle"]), ("sae-testman 기자", "번역가"))
        self.assertNotIn("translator", self.article())

    def test_publisher_has_a_name_in_both_languages_and_a_logo_that_is_there(self):
        publisher = self.article()["publisher"]
        self.assertEqual((publisher["name"], publisher["alternateName"]), ("The Test Harbor", "시험항구신문"))
        self.assertEqual(publisher["logo"]["url"], f"{HOST}/static/img/icon-512.png")

    def test_picture_is_told_with_its_size(self):
        image, *crops = self.article()["image"]
        for crop in crops:
            self.assertEqual(self.client.get(crop["url"]).status_code, 200, crop)
        self.assertEqual([(crop["width"], crop["height"]) for crop in crops], [(3, 2), (3, 2), (2, 2)])
        self.assertEqual(image["url"], HOST + self.image.file.url)
        self.assertEqual((image["width"], image["height"]), (3, 2))
        self.assertEqual((image["caption"], image["creditText"]), ("At the quay.", "B. Testman"))

    def test_story_without_a_picture_or_names_has_the_newspapers_own(self):
        story = tell(number=" bare")
        article = self.article(f"/en/articles/{story.pk}/harbor-opens-bare/")
        self.assertEqual(article["image"][0]["url"], f"{HOST}/static/img/share.png")
        self.assertEqual(article["author"][0]["@type"], "NewsMediaOrganization")
        self.assertEqual(article["author"][0]["url"], f"{HOST}/en/")

    def test_both_languages_are_told_as_work_and_translation(self):
        [work] = self.article()["workTranslation"]
        self.assertEqual((work["url"], work["inLanguage"]), (HOST + self.ko, "ko"))
        korean = self.article(self.ko)
        self.assertEqual(korean["translationOfWork"]["url"], HOST + self.en)
        self.assertEqual(korean["isBasedOn"], HOST + self.en)

    def test_translation_of_what_is_not_live_is_told_as_none(self):
        story = tell(languages=("ko",), number=" 혼자")
        article = self.article(story.editions.get().get_absolute_url())
        self.assertEqual({"workTranslation", "translationOfWork", "isBasedOn"} & set(article), set())

    def test_correction_is_told_with_its_date(self):
        self.clock.shift(HOUR)
        rewrite(self.story, summary_en="It opens on Monday.")
        publish_again(self.story, kind="correction", note="It opens on Monday.", note_there="월요일에 연다.")
        article = self.article()
        self.assertEqual(
            article["correction"],
            [
                {
                    "@type": "CorrectionComment",
                    "text": "It opens on Monday.",
                    "datePublished": "2026-03-02T22:00:00+09:00",
                }
            ],
        )
        self.assertEqual(article["dateModified"], "2026-03-02T22:00:00+09:00")

    def test_license_is_told_where_there_is_one(self):
        self.assertNotIn("license", self.article())
        paper = Publication.objects.current()
        paper.license_name_en, paper.license_terms_en = "House license", "Name us."
        paper.license_url = "https://license.example/"
        paper.save()
        self.assertEqual(self.article()["license"], "https://license.example/")
        self.assertNotIn("license", self.article(self.ko))

    def test_license_without_an_address_of_its_own_is_the_page_of_terms(self):
        paper = Publication.objects.current()
        paper.license_name_en, paper.license_terms_en = "House license", "Name us."
        paper.save()
        address = self.article()["license"]
        self.assertEqual(address, f"{HOST}{self.en}republish/")
        self.assertContains(self.client.get(address), "House license")

    def test_way_leads_from_the_front_page_over_the_section(self):
        steps = self.nodes(self.en)["BreadcrumbList"]["itemListElement"]
        self.assertEqual([step["position"] for step in steps], [1, 2, 3])
        items = [step["item"].removeprefix(HOST) for step in steps]
        self.assertEqual(items, ["/en/", "/en/sections/economy/", self.en])

    def test_no_text_ends_the_block_it_stands_in(self):
        nasty = f"Harbor {CHEAPEST_ATTACK} \u2028"
        block = write_json_ld([{"name": nasty}])
        self.assertNotIn("<", block)
        self.assertEqual(json.loads(block)["@graph"], [{"name": nasty}])

    def test_opengraph_says_the_same(self):
        page = self.page(self.en)
        told = {}
        for meta in page.xpath("//meta[@property]"):
            told.setdefault(meta.get("property"), []).append(meta.get("content"))
        self.assertEqual(told["article:author"], [f"{HOST}/en/authors/bora-testman/"])
        self.assertEqual(told["article:tag"], ["Harbours"])
        self.assertEqual(told["article:section"], ["Economy"])
        self.assertEqual(told["article:published_time"], ["2026-03-02T21:00:00+09:00"])
        [card] = told["og:image"]
        self.assertRegex(card, rf"^{HOST}/en/articles/\d+/card-[0-9a-f]{{32}}\.jpg$")
        self.assertEqual((told["og:image:width"], told["og:image:height"]), (["1200"], ["630"]))
        self.assertEqual(
            (told["og:image:type"], told["og:image:alt"]), (["image/jpeg"], [self.story.title_en.strip()])
        )


class PageTests(StructuredCase):
    def setUp(self):
        super().setUp()
        for slug in ("about", "corrections", "masthead"):
            words = {"title_en": slug.title(), "title_ko": "안내", "body_en": "<p>A</p>"}
            make_standing_page(slug=slug, body_ko="<p>가</p>" if slug == "masthead" else "", **words)
        self.author = make_author(position_en="Reporter", bio_en="Reports.", photo=make_image())
        self.story = tell(
            languages=("en", "ko"), topics=[make_topic()], authors=[self.author], section=make_section()
        )

    def test_front_page_says_whose_it_is_and_by_which_rules(self):
        nodes = self.nodes("/en/")
        publisher = nodes["NewsMediaOrganization"]
        self.assertEqual(publisher["correctionsPolicy"], f"{HOST}/en/pages/corrections/")
        self.assertEqual(publisher["masthead"], f"{HOST}/en/pages/masthead/")
        self.assertEqual(publisher["email"], "desk@paper.example")
        self.assertNotIn("ethicsPolicy", publisher)
        self.assertEqual(nodes["WebSite"]["publisher"], {"@id": publisher["@id"]})
        template = nodes["WebSite"]["potentialAction"]["target"]["urlTemplate"]
        self.assertEqual(template, f"{HOST}/en/search/?q={{search_term_string}}")
        self.assertEqual(self.client.get(template.replace("{search_term_string}", "harbor")).status_code, 200)
        self.assertEqual(nodes["CollectionPage"]["mainEntity"]["numberOfItems"], 1)

    def test_rules_are_told_in_a_language_in_which_they_are_written(self):
        publisher = self.nodes("/ko/")["NewsMediaOrganization"]
        self.assertEqual(publisher["masthead"], f"{HOST}/ko/pages/masthead/")
        self.assertNotIn("correctionsPolicy", publisher)

    def test_lists_tell_what_they_list(self):
        address = HOST + self.story.editions.get(language="en").get_absolute_url()
        for path in ("sections/economy", "topics/harbours"):
            nodes = self.nodes(f"/en/{path}/")
            [item] = nodes["CollectionPage"]["mainEntity"]["itemListElement"]
            self.assertEqual((item["position"], item["url"]), (1, address), path)
            steps = nodes["BreadcrumbList"]["itemListElement"]
            self.assertEqual(steps[-1]["item"], f"{HOST}/en/{path}/")

    def test_author_has_a_profile(self):
        person = self.nodes("/en/authors/bora-testman/")["ProfilePage"]["mainEntity"]
        self.assertEqual((person["name"], person["jobTitle"]), ("Bora Testman", "Reporter"))
        self.assertEqual(person["description"], "Reports.")
        self.assertTrue(person["image"].startswith(f"{HOST}/media/"))

    def test_later_pages_of_a_list_and_errors_tell_nothing(self):
        for address in ("/en/nonsense/", "/en/sections/economy/?before=9999999999999999-9"):
            self.assertEqual(self.page(address).xpath("//script[@type='application/ld+json']"), [])

    def test_every_address_that_is_told_is_one(self):
        tell(languages=("ko", "en"), wanted={"en": Wanted.BRIEF}, number=" brief", body_en="")
        answers, told = crawl(self.client), set()
        pages = [page_of(answer) for answer in answers.values() if is_page(answer)]
        for page in pages:
            for block in page.xpath("//script[@type='application/ld+json']"):
                told |= {node["url"] for node in walked(json.loads(block.text)) if "url" in node}
        self.assertGreater(len(told), 15)
        for address in {url for url in told if "/static/" not in url}:
            self.assertEqual(self.client.get(address).status_code, 200, address)

    def test_headline_is_that_of_the_page(self):
        answers = crawl(self.client)
        stories = [
            page_of(answer) for path, answer in answers.items() if "/articles/" in path and is_page(answer)
        ]
        stories = [
            page for page in stories if page.xpath("//meta[@property='og:type' and @content='article']")
        ]
        self.assertEqual(len(stories), 2)
        for page in stories:
            self.assertEqual([nodes_of(page)["NewsArticle"]["headline"]], texts(page, "//h1"))


def is_page(answer):
    return answer.status_code == 200 and answer["Content-Type"].startswith("text/html")

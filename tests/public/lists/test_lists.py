from urllib.parse import quote

from django.test import TestCase
from time_machine import travel

from articles.models import Wanted
from articles.publishing import publish, quick_fix, withdraw
from tests.factories import (
    HOUR,
    NOON,
    approve,
    make_article,
    make_author,
    make_published,
    make_section,
    make_topic,
    make_user,
    rewrite,
)
from tests.public.newsdesk import headlines, make_image, page_of, print_many, publish_again, tell, texts


class ListCase(TestCase):
    def setUp(self):
        clock = travel(NOON, tick=False)
        self.clock = clock.start()
        self.addCleanup(clock.stop)

    def status(self, address):
        return self.client.get(address).status_code


class SectionTests(ListCase):
    def test_shows_its_own_stories_in_the_language_of_the_page(self):
        ports, arts = make_section("ports"), make_section("arts")
        make_published(section=ports, languages=("en", "ko"))
        make_published(section=arts, number=" elsewhere")
        self.assertEqual(headlines(self.client.get("/en/sections/ports/")), ["Harbor opens"])
        self.assertEqual(headlines(self.client.get("/ko/sections/ports/")), ["항구 문 열어"])

    def test_section_without_stories_says_so(self):
        make_section("ports", description_en="All about ships.")
        response = self.client.get("/en/sections/ports/")
        self.assertContains(response, "No stories yet.")
        self.assertContains(response, "All about ships.")

    def test_unknown_section_is_404(self):
        self.assertEqual(self.status("/en/sections/nowhere/"), 404)

    def test_story_that_moved_stands_in_its_new_section_alone(self):
        ports, arts = make_section("ports"), make_section("arts")
        story = make_published(section=ports)
        self.clock.shift(HOUR)
        rewrite(story, section=arts)
        publish_again(story)
        self.assertEqual(headlines(self.client.get("/en/sections/ports/")), [])
        self.assertEqual(headlines(self.client.get("/en/sections/arts/")), ["Harbor opens"])

    def test_newest_story_leads_but_no_brief(self):
        ports = make_section("ports")
        make_published(section=ports)
        led = "//div[contains(@class, 'cards--led')]"
        self.assertEqual(len(page_of(self.client.get("/en/sections/ports/")).xpath(led)), 1)
        self.clock.shift(HOUR)
        make_published(section=ports, languages=("ko", "en"), wanted={"en": Wanted.BRIEF})
        self.assertEqual(page_of(self.client.get("/en/sections/ports/")).xpath(led), [])
        self.assertEqual(len(page_of(self.client.get("/ko/sections/ports/")).xpath(led)), 1)

    def test_its_name_in_the_menu_says_that_it_is_open(self):
        make_section("ports")
        page = page_of(self.client.get("/en/sections/ports/"))
        self.assertEqual(texts(page, "//nav[@class='sections']//a[@aria-current='page']"), ["Ports"])


class AuthorTests(ListCase):
    def test_shows_position_biography_photo_and_stories_also_after_they_left(self):
        author = make_author(
            "ana", position_en="Port reporter", bio_en="Grew up\n\nby the sea.", photo=make_image(),
            is_active=False,
        )  # fmt: skip
        tell(authors=[author], languages=("en", "ko"))
        make_published(number=" by nobody")
        response = self.client.get("/en/authors/ana/")
        page = page_of(response)
        self.assertEqual(headlines(response), ["Harbor opens"])
        self.assertEqual(texts(page, "//h1/following-sibling::p"), ["Port reporter"])
        self.assertEqual(texts(page, "//div[@class='list-head__words']/p"), ["Grew up", "by the sea."])
        self.assertEqual(page.xpath("//img[@class='person__photo']/@alt"), ["A crane"])
        self.assertEqual(texts(page_of(self.client.get("/ko/authors/ana/")), "//h1"), ["ana 기자"])

    def test_public_address_is_shown_and_that_of_the_account_never(self):
        author = make_author(
            "ana", contact="ana@paper.example", user=make_user("ana", email="own@mail.example")
        )
        tell(authors=[author], languages=("en", "ko"))
        for language in ("en", "ko"):
            response = self.client.get(f"/{language}/authors/ana/")
            links = page_of(response).xpath("//div[@class='person']//a/@href")
            self.assertEqual(links, ["mailto:ana@paper.example"])
            self.assertNotContains(response, "own@mail.example")
        author.is_active = False
        author.save()
        self.assertNotContains(self.client.get("/en/authors/ana/"), "ana@paper.example")

    def test_story_of_two_roles_stands_once(self):
        author = make_author("ana")
        tell(authors=[(author, "text"), (author, "photos")])
        self.assertEqual(headlines(self.client.get("/en/authors/ana/")), ["Harbor opens"])

    def test_superseded_edition_is_not_listed_beside_its_successor(self):
        author = make_author("ana")
        story = tell(authors=[author])
        self.clock.shift(HOUR)
        quick_fix(story, "en", by=None, headline="Harbour opens")
        self.assertEqual(headlines(self.client.get("/en/authors/ana/")), ["Harbour opens"])

    def test_author_without_a_live_story_in_the_language_has_no_page_and_no_feed(self):
        author, address = make_author("ana"), "/{}/authors/ana/{}"
        story = tell(authors=[author], languages=("en", "ko"))

        def statuses():
            kinds = ("", "feed.atom", "feed.json")
            return [self.status(address.format(code, kind)) for code in ("en", "ko") for kind in kinds]

        page = page_of(self.client.get("/en/authors/ana/"))
        self.assertEqual(len(page.xpath("//link[@rel='alternate'][@hreflang='ko']")), 1)
        self.assertEqual(statuses(), [200] * 6)
        self.clock.shift(HOUR)
        withdraw(story, "ko", by=None, note="Not true.")
        self.assertEqual(statuses(), [200] * 3 + [404] * 3)
        page = page_of(self.client.get("/en/authors/ana/"))
        self.assertEqual(page.xpath("//link[@rel='alternate'][@hreflang='ko']"), [])
        withdraw(story, "en", by=None, note="Not true.")
        self.assertEqual(statuses(), [404] * 6)

    def test_bylines_lead_only_to_authors_with_a_page(self):
        ana, bora = make_author("ana"), make_author("bora")
        gone = tell(authors=[ana, bora], number=" gone")
        tell(authors=[bora])
        self.clock.shift(HOUR)
        withdraw(gone, "en", by=None, note="Not true.")
        response = self.client.get(f"/en/articles/{gone.pk}/harbor-opens-gone/")
        [byline] = page_of(response).xpath("//p[@class='byline']")
        self.assertIn("Ana", "".join(byline.itertext()))
        self.assertEqual(byline.xpath("./a/@href"), ["/en/authors/bora/"])

    def test_unknown_author_is_404(self):
        self.assertEqual(self.status("/en/authors/nobody/"), 404)


class TopicTests(ListCase):
    def lists(self, address):
        """Return the headlines in the page's language, and those in the other language."""
        page = page_of(self.client.get(address))
        return (
            texts(page, "//div[@class='cards'][not(ancestor::section)]//h2"),
            texts(page, "//section[@class='others']//h3"),
        )

    def test_other_language_alone_comes_last_and_is_labelled(self):
        topic = make_topic("ports")
        tell(topics=[topic], number=" both", languages=("en", "ko"))
        self.clock.shift(HOUR)
        tell(topics=[topic], number=" 한국", languages=("ko",))
        self.assertEqual(self.lists("/en/topics/ports/"), (["Harbor opens both"], ["항구 문 열어 한국"]))
        self.assertEqual(self.lists("/ko/topics/ports/"), (["항구 문 열어 한국", "항구 문 열어 both"], []))
        page = page_of(self.client.get("/en/topics/ports/"))
        self.assertEqual(texts(page, "//section[@class='others']//h2"), ["Only in Korean"])
        self.assertEqual(texts(page, "//section[@class='others']//span[@class='mark']"), ["in Korean"])
        self.assertEqual(page.xpath("//section[@class='others']//h3/@lang"), ["ko"])

    def test_other_language_begins_on_the_last_page_and_has_pages_of_its_own(self):
        topic, section = make_topic("ports"), make_section()
        print_many(25, section=section, topic=topic, since=NOON, words="English")
        print_many(25, section=section, topic=topic, since=NOON, words="한글", language="ko")
        self.clock.shift(HOUR)
        seen, address = [], "/en/topics/ports/"
        while address:
            here, there = self.lists(address)
            seen.append((len(here), len(there)))
            older = page_of(self.client.get(address)).xpath("//a[@rel='next']/@href")
            address = older[0] if older else None
        self.assertEqual(seen, [(20, 0), (5, 20), (0, 5)])

    def test_cursor_into_the_own_language_by_the_others_name_is_404(self):
        tell(topics=[make_topic("ports")])
        self.assertEqual(self.status("/en/topics/ports/?before=en.1772452800000000-9"), 404)

    def test_topic_is_hidden_where_it_has_no_name(self):
        tell(topics=[make_topic("ports", name_ko="")], languages=("en", "ko"))
        self.assertEqual(self.status("/en/topics/ports/"), 200)
        self.assertEqual(self.status("/ko/topics/ports/"), 404)
        page = page_of(self.client.get("/en/topics/ports/"))
        self.assertEqual(page.xpath("//link[@hreflang='ko']"), [])

    def test_topic_of_a_story_to_come_is_hidden(self):
        topic = make_topic("merger")
        article = make_article()
        article.topics.add(topic)
        approve(article, "en")
        publish(article, "en", by=None, at=NOON + HOUR)
        self.assertEqual(self.status("/en/topics/merger/"), 404)
        self.clock.move_to(NOON + HOUR)
        self.assertEqual(self.status("/en/topics/merger/"), 200)

    def test_merged_topic_leads_to_the_end_of_its_way(self):
        last = make_topic("항만", name_en="Ports")
        middle = make_topic("harbors", merged_into=last)
        make_topic("docks", merged_into=middle)
        response = self.client.get("/en/topics/docks/")
        self.assertEqual(response.status_code, 301)
        self.assertEqual(response["Location"], f"/en/topics/{quote('항만')}/")

    def test_topics_merged_in_a_circle_are_404(self):
        first = make_topic("first")
        second = make_topic("second", merged_into=first)
        first.merged_into = second
        first.save()
        self.assertEqual(self.status("/en/topics/first/"), 404)


class DayTests(ListCase):
    def test_shows_the_stories_of_the_newsrooms_day(self):
        section = make_section()
        midnight = NOON.replace(day=1, hour=15)  # in Seoul
        for hours, words in ((-0.01, "Before"), (0, "First"), (23.99, "Last"), (24, "After")):
            print_many(1, section=section, since=midnight + hours * HOUR, words=words)
        self.clock.shift(48 * HOUR)
        self.assertEqual(headlines(self.client.get("/en/2026/03/02/")), ["Last 0", "First 0"])

    def test_leads_to_the_nearest_days_with_stories(self):
        section = make_section()
        for day in (-9, -5, 0, 3):
            print_many(1, section=section, since=NOON + day * 24 * HOUR)
        print_many(1, section=section, since=NOON - 24 * HOUR, language="ko")
        self.clock.shift(100 * HOUR)
        page = page_of(self.client.get("/en/2026/03/02/"))
        self.assertEqual(page.xpath("//a[@rel='prev']/@href"), ["/en/2026/02/25/"])
        self.assertEqual(page.xpath("//a[@rel='next']/@href"), ["/en/2026/03/05/"])

    def test_calendar_leads_to_the_days_of_the_month_that_have_stories(self):
        section = make_section()
        for instant in (NOON.replace(month=2), NOON.replace(day=1, hour=15), NOON.replace(day=31, hour=15)):
            print_many(1, section=section, since=instant)
        print_many(2, section=section, since=NOON.replace(day=9))
        print_many(1, section=section, since=NOON.replace(day=10), language="ko")
        self.clock.shift(40 * 24 * HOUR)
        page = page_of(self.client.get("/en/2026/03/12/"))
        self.assertEqual(texts(page, "//nav[@class='month']//caption"), ["March 2026"])
        links = page.xpath("//nav[@class='month']//a/@href")
        # 15:00 UTC on 1 March is the 2nd in Seoul; on the 31st it is another month.
        self.assertEqual(links, ["/en/2026/03/02/", "/en/2026/03/09/"])
        self.assertEqual(texts(page, "//nav[@class='month']//*[@aria-current]"), ["12"])

    def test_weeks_of_the_calendar_begin_on_sunday(self):
        page = page_of(self.client.get("/ko/2026/03/02/"))
        self.assertEqual("".join(texts(page, "//nav[@class='month']//th")), "일월화수목금토")
        self.assertEqual(texts(page, "//nav[@class='month']//tbody/tr[1]/td"), list("1234567"))

    def test_day_to_come_is_404_and_is_not_led_to(self):
        make_published(at=NOON + 24 * HOUR)
        make_published()
        self.assertEqual(self.status("/en/2026/03/03/"), 404)
        self.assertEqual(page_of(self.client.get("/en/2026/03/02/")).xpath("//a[@rel='next']"), [])

    def test_day_without_stories_says_so(self):
        self.assertContains(self.client.get("/en/2026/03/01/"), "No stories yet.")

    def test_what_is_no_day_is_404(self):
        for day in (
            "2026/02/30",
            "2026/13/01",
            "0000/01/01",
            "0001/01/01",
            "9999/12/31",
            "2026/3/2",
            "1899/12/31",
        ):
            self.assertEqual(self.status(f"/en/{day}/"), 404, day)

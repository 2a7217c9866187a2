from articles.publishing import withdraw
from newsroom.public.article.page import CLOSE, ENOUGH, MOST
from newsroom.related.models import Relation
from tests.factories import HOUR, NOON, make_published
from tests.public.article.test_article import ArticleCase
from tests.public.newsdesk import make_image, tell, texts, words_of


class RelatedTests(ArticleCase):
    def items(self, story, language="en"):
        return self.read(story, language).xpath("//aside[@class='related']//li")

    def test_target_shows_headline_and_summary_of_what_is_live_now(self):
        target = make_published(number=" then")
        story = tell(related=[{"target": target}])
        [item] = self.items(story)
        words = "Economy Harbor opens then The harbor opens on Monday then. March 2, 2026"
        self.assertEqual(words_of(item), words)
        self.assertEqual(item.xpath(".//a/@href"), [f"/en/articles/{target.pk}/harbor-opens-then/"])

    def test_words_of_the_editor_win(self):
        target = make_published(number=" then")
        story = tell(related=[{"target": target, "title_en": "What came before"}])
        [title] = texts(self.items(story)[0], ".//*[@class='related__title']")
        self.assertEqual(title, "What came before")

    def test_a_picture_is_described_in_the_language_of_its_story_and_goes_when_its_rights_end(self):
        image = make_image(rights_until=NOON + HOUR)
        target = make_published(languages=("ko",), lead_image=image)
        story = tell(related=[{"target": target}])
        picture = "//aside[@class='related']//img"
        [shown] = self.read(story).xpath(picture)
        self.assertEqual((shown.get("alt"), shown.get("lang")), ("기중기", "ko"))
        self.clock.shift(2 * HOUR)
        self.assertEqual(self.read(story).xpath(picture), [])

    def test_language_of_the_page_comes_first_and_the_other_is_labelled(self):
        korean, english = make_published(languages=("ko",), number=" 2"), make_published(number=" then")
        story = tell(related=[{"target": korean}, {"target": english}])
        first, second = self.items(story)
        self.assertIn("Harbor opens then", words_of(first))
        self.assertEqual(texts(second, ".//*[@class='mark']"), ["in Korean"])
        self.assertEqual(
            texts(second, ".//p[@lang='ko']"), ["항구 문 열어 2", "항구가 월요일에 문을 연다 2."]
        )
        self.assertEqual(second.xpath(".//a/@hreflang"), ["ko"])

    def test_editors_words_over_a_story_in_the_other_language_stay_in_the_pages_own(self):
        korean = make_published(languages=("ko",))
        story = tell(related=[{"target": korean, "title_en": "What Koreans read"}])
        [item] = self.items(story)
        self.assertEqual(texts(item, ".//p[@class='related__title' and not(@lang)]"), ["What Koreans read"])
        self.assertEqual(texts(item, ".//p[@lang='ko']"), ["항구가 월요일에 문을 연다."])

    def test_target_that_nobody_can_read_is_left_out(self):
        gone, ahead = make_published(), make_published(at=NOON + HOUR)
        self.clock.shift(HOUR / 2)
        story = tell(related=[{"target": gone}, {"target": ahead}])
        withdraw(gone, "en", by=None, note="It was wrong.")
        self.assertEqual(self.items(story), [])
        self.assertEqual(self.read(story).xpath("//aside[@class='related']"), [])

    def test_another_publisher_is_named_as_the_page_writes_it(self):
        names = {"publisher_en": "Harbor Daily", "publisher_ko": "항구일보"}
        elsewhere = {"url": "https://paper.example/1", "title_en": "Abroad", "title_ko": "바다 너머", **names}
        story = tell(languages=("en", "ko"), related=[elsewhere])
        for language, name in (("en", "Harbor Daily"), ("ko", "항구일보")):
            [item] = self.items(story, language)
            self.assertEqual(item.xpath(".//a/@href"), ["https://paper.example/1"])
            self.assertEqual(texts(item, ".//*[@class='mark'][not(*)]"), [name])

    def test_name_in_the_script_of_the_other_language_is_marked_so(self):
        elsewhere = {
            "url": "https://paper.example/1",
            "title_ko": "바다 너머",
            "publisher_en": "Harbor Daily",
        }
        [item] = self.items(tell(languages=("ko",), related=[elsewhere]), "ko")
        self.assertEqual(texts(item, ".//span[@lang='en']"), ["Harbor Daily"])

    def test_address_without_a_title_is_called_by_its_host(self):
        [item] = self.items(tell(related=[{"url": "https://paper.example/1"}]))
        self.assertEqual(words_of(item), "paper.example")

    def test_links_in_the_text_lead_to_what_can_be_read(self):
        korean, gone = make_published(languages=("ko",)), make_published()
        self.clock.shift(HOUR)
        withdraw(gone, "en", by=None, note="It was wrong.")
        links = "".join(f'<a data-article="{story.pk}">see</a> ' for story in (korean, gone))
        story = make_published(number=" on", body_en=f"<p>{links}</p>")
        page = self.read(story)
        self.assertEqual(len(page.xpath("//div[@class='body']//a")), 1)
        self.assertEqual(page.xpath("//div[@class='body']//a/@hreflang"), ["ko"])


class FoundTests(ArticleCase):
    """Computed stories come after those chosen by the editor, if they are live."""

    def items(self, story, language="en", **query):
        page = self.read(story, language, **query)
        return texts(page, "//aside[@class='related']//*[@class='related__title']")

    def relate(self, story, *others, best=0.9):
        for place, other in enumerate(others):
            score = best - place / 100
            Relation.objects.create(article_id=story.pk, other_id=other.pk, score=score)

    def test_best_come_first_behind_the_editors_choice(self):
        chosen, good, better = (make_published(number=f" {number}") for number in range(3))
        story = tell(related=[{"target": chosen}])
        self.relate(story, better, good)
        self.assertEqual(self.items(story), ["Harbor opens 0", "Harbor opens 2", "Harbor opens 1"])

    def test_nothing_stands_there_twice(self):
        chosen, linked = make_published(number=" 1"), make_published(number=" 2")
        body = f'<p>As <a data-article="{linked.pk}">told</a>.</p>'
        story = tell(related=[{"target": chosen}], body_en=body)
        self.relate(story, linked, chosen)
        self.assertEqual(self.items(story), ["Harbor opens 1"])

    def test_language_of_the_page_comes_first_and_the_other_is_labelled(self):
        korean, english = make_published(languages=("ko",)), make_published(number=" 1")
        story = tell()
        self.relate(story, korean, english)
        self.assertEqual(self.items(story), ["Harbor opens 1", "항구 문 열어"])
        [item] = self.read(story, "en").xpath("//aside[@class='related']//li[.//*[@class='mark']]")
        self.assertEqual(texts(item, ".//*[@class='mark']"), ["in Korean"])
        self.assertEqual(texts(item, ".//p[@lang='ko']"), ["항구 문 열어", "항구가 월요일에 문을 연다."])

    def test_story_in_both_languages_stands_in_that_of_the_page(self):
        both = make_published(languages=("en", "ko"))
        story = tell(languages=("ko",))
        self.relate(story, both)
        self.assertEqual(self.items(story, "ko"), ["항구 문 열어"])

    def test_withdrawn_and_embargoed_ones_are_left_out(self):
        gone, ahead = make_published(), make_published(at=NOON + HOUR)
        self.clock.shift(HOUR / 2)
        story = tell()
        self.relate(story, gone, ahead)
        withdraw(gone, "en", by=None, note="It was wrong.")
        self.assertEqual(self.items(story), [])
        self.clock.shift(HOUR)
        self.assertEqual(self.items(story), ["Harbor opens"])

    def test_there_are_so_many_at_most(self):
        others = [make_published(number=f" {number}") for number in range(MOST + 3)]
        story = tell(related=[{"target": others[-1]}])
        self.relate(story, *others[:-1])
        self.assertEqual(len(self.items(story)), MOST)

    def test_those_that_are_less_alike_only_fill_up(self):
        others = [make_published(number=f" {number}") for number in range(MOST)]
        story = tell()
        self.relate(story, *others, best=CLOSE - 0.01)
        self.assertEqual(len(self.items(story)), ENOUGH)

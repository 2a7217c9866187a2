from articles.models import Wanted
from tests.factories import HOUR, NOON, make_published
from tests.public.article.test_article import FULL_KO, ArticleCase
from tests.public.newsdesk import page_of, publish_again, texts, words_of


class OtherLanguageTests(ArticleCase):
    def other(self, page):
        [line] = page.xpath("//p[@class='story__other']")
        return line

    def test_way_to_the_other_language_stands_by_the_dateline_in_its_words(self):
        story = make_published(languages=("en", "ko"))
        page = self.read(story)
        line = self.other(page)
        self.assertEqual((line.get("lang"), words_of(line.find("a"))), ("ko", "한국어로 읽기"))
        self.assertEqual(line.find("a").get("href"), FULL_KO.format(story.pk))
        self.assertEqual(line.find("a").get("hreflang"), "ko")
        back = self.other(self.read(story, "ko"))
        self.assertEqual((back.get("lang"), words_of(back.find("a"))), ("en", "Read this in English"))

    def test_what_is_not_there_yet_is_said_in_its_words(self):
        line = self.other(self.read(make_published(languages=("en",))))
        self.assertEqual((line.get("lang"), words_of(line)), ("ko", "이 기사의 한국어판은 아직 없습니다."))

    def test_scheduled_translation_is_not_there_yet(self):
        story = make_published(languages=("en",), title_ko="비밀", summary_ko="비밀", body_ko="<p>비밀</p>")
        publish_again(story, "ko", at=NOON + HOUR)
        self.assertEqual(words_of(self.other(self.read(story))), "이 기사의 한국어판은 아직 없습니다.")

    def test_brief_is_marked_and_leads_to_the_full_text(self):
        story = make_published(languages=("ko", "en"), wanted={"en": Wanted.BRIEF})
        page = self.read(story)
        self.assertEqual(texts(page, "//article//span[@class='mark']"), ["In brief"])
        self.assertEqual(page.xpath("//p[@class='brief']/a/@href"), [FULL_KO.format(story.pk)])
        self.assertEqual(texts(page, "//p[@class='brief']/a[@lang='ko']"), ["항구 문 열어"])
        self.assertEqual(page.xpath("//div[@class='body']"), [])
        korean = self.read(story, "ko")
        self.assertEqual(korean.xpath("//p[@class='brief']"), [])

    def test_translation_says_what_it_is_and_leads_to_its_original(self):
        story = make_published(languages=("en", "ko"))
        korean = self.read(story, "ko")
        self.assertEqual("영어 기사 번역", texts(korean, "//div[@class='dateline']/p")[-2])
        links = korean.xpath("//div[@class='dateline']//a[@hreflang='en']/@href")
        self.assertEqual(links, [f"/en/articles/{story.pk}/harbor-opens/"])
        self.assertNotIn("ranslated", words_of(self.read(story)))

    def test_head_names_the_editions_that_are_there(self):
        story = make_published(languages=("en", "ko"))
        page = self.read(story)
        alternates = {link.get("hreflang"): link.get("href") for link in page.xpath("//link[@hreflang]")}
        full = f"http://testserver/en/articles/{story.pk}/harbor-opens/"
        korean = f"http://testserver{FULL_KO.format(story.pk)}"
        self.assertEqual(alternates, {"en": full, "ko": korean, "x-default": full})
        self.assertEqual(page.xpath("//link[@rel='canonical']/@href"), [full])

    def test_switch_leads_to_the_front_page_where_the_story_is_not(self):
        story = make_published(languages=("en",))
        page = self.read(story)
        self.assertEqual(page.xpath("//a[@class='masthead__language']/@href"), ["/ko/"])
        self.assertEqual(page.xpath("//link[@hreflang='ko']"), [])

    def test_missing_page_under_ko_is_korean(self):
        page = page_of(self.client.get("/ko/nonsense/"))
        self.assertEqual(page.get("lang"), "ko")
        self.assertEqual(texts(page, "//h1"), ["페이지를 찾을 수 없습니다"])

from articles.models import Wanted
from tests.factories import make_article, make_published, make_user
from tests.public.article.test_article import ArticleCase
from tests.public.newsdesk import page_of, texts

KICKER = "//header[@class='story__head']/p[@class='kicker']/span"
LONG = {"body_en": f"<p>{'word ' * 900}</p>", "body_ko": f"<p>{'가나다라 ' * 350}</p>"}


class ReadingTimeTests(ArticleCase):
    def test_is_told_in_the_language_of_the_page(self):
        story = make_published(languages=("en", "ko"), **LONG)
        self.assertEqual(texts(self.read(story), KICKER), ["4 min read"])
        self.assertEqual(texts(self.read(story, "ko"), KICKER), ["읽는 시간 3분"])

    def test_of_a_short_text_is_a_minute_and_a_brief_has_none(self):
        self.assertEqual(texts(self.read(make_published()), KICKER), ["1 min read"])
        brief = make_published(wanted={"en": Wanted.BRIEF})
        self.assertEqual(texts(self.read(brief), KICKER), ["In brief"])


class ShareTests(ArticleCase):
    def test_the_short_address_is_there_to_be_copied_and_leads_to_the_story(self):
        story = make_published()
        page = self.read(story)
        [address] = page.xpath("//div[@class='share']//noscript/a/@href")
        self.assertEqual(address, f"http://testserver/en/articles/{story.pk}/")
        self.assertRedirects(self.client.get(address), f"/en/articles/{story.pk}/harbor-opens/")
        self.assertEqual(page.xpath("//div[@class='share']/@data-url"), [address])

    def test_previews_are_not_passed_on(self):
        self.client.force_login(make_user())
        response = self.client.get(f"/admin/preview/{make_article().pk}/en/")
        self.assertContains(response, "Harbor opens")
        self.assertEqual(
            page_of(response).xpath("//*[@class='share'] | //script[contains(@src, 'story')]"), []
        )

"""Charts on readers' pages: style, drawing and table, wherever a text is shown."""

from django.urls import reverse

from articles.models import EditionKind
from tests.articles.body.test_charts import ROWS, make_table
from tests.factories import HOUR, make_standing_page, make_user, rewrite
from tests.public.article.test_article import ArticleCase
from tests.public.newsdesk import page_of, publish_again, tell, texts
from tests.public.test_language_purity import foreign
from tests.public.test_side_by_side import SideCase

TEXT = "<p>The harbor opens on Monday.</p>"
CHART = make_table(ROWS)
PLAIN = CHART.replace(' data-chart="bars"', "")


class StoryTests(ArticleCase):
    def open(self, body):
        self.story = tell(body_en=body)
        self.address = f"/en/articles/{self.story.pk}/harbor-opens/"
        return self.client.get(self.address)

    def test_shows_a_drawing_with_its_figures_behind_it(self):
        response = self.open(TEXT + CHART)
        self.assertContains(response, "css/charts.css")
        page = page_of(response)
        self.assertEqual(texts(page, "//figure//summary"), ["Show the figures"])
        self.assertEqual(texts(page, "//figure/details//td"), ["21,300", "27,900"])
        self.assertEqual(
            page.xpath("//*[local-name()='svg'][@role='img']/@aria-label"),
            ["Bar chart: Passengers. The figures are in the table that follows."],
        )

    def test_loads_no_style_of_charts_for_a_table(self):
        for body in (PLAIN, make_table([("a", "many")])):
            response = self.open(TEXT + body)
            self.assertNotContains(response, "charts.css")
            self.assertNotContains(response, "<svg role")

    def test_earlier_editions_keep_what_they_showed(self):
        self.open(TEXT + CHART)
        self.clock.shift(HOUR)
        rewrite(self.story, body_en=TEXT + PLAIN)
        publish_again(self.story)
        response = self.client.get(reverse("public:edition", args=["en", self.story.pk, "harbor-opens", 1]))
        self.assertContains(response, "Show the figures")
        self.assertContains(response, "css/charts.css")
        self.assertNotContains(self.client.get(self.address), "Show the figures")

    def test_history_says_which_chart_came_and_went(self):
        self.open(TEXT + CHART)
        self.clock.shift(HOUR)
        rewrite(self.story, body_en=TEXT + make_table(ROWS, kind="lines"))
        publish_again(self.story, kind=EditionKind.UPDATE)
        words = " ".join(texts(page_of(self.client.get(f"{self.address}history/")), "//main"))
        self.assertIn("Bar chart: Passengers", words)
        self.assertIn("Line chart: Passengers", words)

    def test_feeds_have_the_table(self):
        self.open(TEXT + CHART)
        feed = self.client.get("/en/feed.atom").content.decode()
        self.assertIn("21,300", feed)
        self.assertNotIn("svg", feed)
        self.assertNotIn("Show the figures", feed)

    def test_preview_shows_it(self):
        self.open(TEXT + CHART)
        self.client.force_login(make_user())
        response = self.client.get(reverse("previews:staff", args=[self.story.pk, "en"]))
        self.assertContains(response, "Show the figures")
        self.assertContains(response, "css/charts.css")


class StandingPageTests(ArticleCase):
    def test_standing_pages_show_it(self):
        make_standing_page(title_en="About", body_en=TEXT + CHART)
        response = self.client.get(reverse("public:standing_page", args=["en", "about"]))
        self.assertContains(response, "Show the figures")
        self.assertContains(response, "css/charts.css")


class SideBySideTests(SideCase):
    def test_both_languages_show_theirs(self):
        korean = make_table(
            [("첫째", "2만1300명"), ("둘째", "2만7900명")], heads=("달", "승객"), caption="승객"
        )
        self.tell(body_en=TEXT + CHART, body_ko=f"<p>항구가 월요일에 열린다.</p>{korean}")
        response = self.response("en")
        self.assertContains(response, "css/charts.css")
        page = page_of(response)
        self.assertEqual(sorted(texts(page, "//figure//summary")), ["Show the figures", "수치 보기"])
        korean_page = self.client.get(self.addresses["ko"].removesuffix("side-by-side/"))
        self.assertEqual(foreign(korean_page), [])

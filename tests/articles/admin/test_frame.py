"""The frame of every screen: the publication's name, the menu, the logout button."""

from collections import Counter
from unittest import mock

from django.contrib.auth.models import Permission
from django.test import TestCase
from lxml import html

from articles.admin import site
from tests.factories import make_publication, make_published, make_user, rewrite

LOGIN = "/admin/login/"
TOPICS = "/admin/articles/topic/"


def words(elements):
    return [" ".join(element.text_content().split()) for element in elements]


class FrameTestCase(TestCase):
    def screen(self, address=TOPICS, **options):
        return html.fromstring(self.client.get(address, **options).content.decode())

    def menu(self, address=TOPICS):
        return words(self.screen(address).xpath("//nav[@id='sidebar']//a"))


class MenuTests(FrameTestCase):
    def test_pages_without_it_ask_nobody_who_may_open_what(self):
        self.client.force_login(make_user())
        story = make_published().pk
        with mock.patch.object(site, "menu_groups", return_value=[]) as groups:
            self.client.get(f"/admin/articles/article/{story}/change/")
            groups.assert_not_called()
            self.client.get(TOPICS)
            groups.assert_called_once()

    def test_lists_stand_in_the_order_of_the_work(self):
        self.client.force_login(make_user(is_superuser=True))
        self.assertEqual(
            self.menu(),
            [
                *["Newsroom", "Board", "Calendar", "Front pages", "Translations", "Morning report"],
                *[
                    "Breaking news",
                    "Live coverage",
                    "Stories",
                    "Diary items",
                    "Newsletters",
                    "Images",
                    "Contracts",
                    "Topics",
                    "Terms",
                    "Translation memory",
                    "Sections",
                    "Authors",
                ],
                *[
                    "Editions",
                    "Log",
                    "Claims",
                    "Redactions",
                    "Preview links",
                    "Confidential sources",
                    "Restricted stories",
                    "Readership",
                    "Most read stories",
                    "Publication",
                    "Static pages",
                    "Advertisements",
                    "Redirects",
                    "Newsletter subscriptions",
                    "System status",
                    "Users",
                    "Groups",
                    "Permission requests",
                    "Handovers of confidential material",
                    "Security log",
                ],
            ],
        )

    def test_groups_are_headed_in_the_language_of_the_screens(self):
        self.client.force_login(make_user(is_superuser=True))
        headings = words(self.screen().xpath("//nav[@id='sidebar']//h2"))
        self.assertEqual(headings, ["Records", "Site settings", "Users and permissions"])

    def test_shows_what_a_person_may_see_and_no_empty_group(self):
        self.client.force_login(make_user(role=None))
        self.assertEqual(self.menu("/admin/password_change/"), ["Newsroom"])
        self.assertEqual(self.screen("/admin/password_change/").xpath("//nav[@id='sidebar']//h2"), [])

    def test_marks_where_one_is(self):
        self.client.force_login(make_user())
        marked = self.screen().xpath("//nav[@id='sidebar']//a[@aria-current='page']")
        self.assertEqual(words(marked), ["Topics"])
        marked = self.screen("/admin/articles/topic/add/").xpath("//nav[@id='sidebar']//a[@aria-current]")
        self.assertEqual([(link.get("aria-current"), link.text) for link in marked], [("true", "Topics")])


class ShortcutsTests(FrameTestCase):
    def test_lead_nowhere_that_a_person_may_not_go(self):
        user = make_user(role=None)
        self.client.force_login(user)
        keys = "//dialog//a/@data-keys"
        self.assertEqual(self.screen("/admin/password_change/").xpath(keys), ["g h"])
        user.user_permissions.add(Permission.objects.get(codename="view_article"))
        self.assertEqual(self.screen("/admin/password_change/").xpath(keys), ["g h", "g l", "g b", "g k"])

    def test_each_has_one_meaning_on_a_page(self):
        article = make_published(languages=("en", "ko"))
        rewrite(article, title_en="Harbor closes")
        self.client.force_login(make_user())
        story = f"/admin/articles/article/{article.pk}"
        screens = [f"/admin/translations/{article.pk}/ko/", "/admin/translations/", "/admin/board/"]
        screens += [f"{story}/{page}/" for page in ("change", "history", "preview", "preflight", "notes")]
        for address in (*screens, "/admin/articles/article/add/", "/admin/calendar/", "/admin/report/"):
            with self.subTest(address=address):
                keys = "|".join(self.screen(address).xpath("//@data-keys")).split("|")
                self.assertEqual([key for key, times in Counter(keys).items() if times > 1], [])


class NameTests(FrameTestCase):
    def test_wordmark_is_the_publication_in_the_language_of_the_screens(self):
        make_publication()
        for language, name in (("en", "The Test Harbor"), ("ko", "시험항구신문")):
            with self.subTest(language=language):
                page = self.screen(LOGIN, headers={"accept-language": language})
                self.assertEqual(words(page.xpath("//*[@id='site-name']")), [name])
                self.assertTrue(page.findtext(".//title").endswith(name))

    def test_name_is_asked_for_once_a_page(self):
        make_publication()
        with self.assertNumQueries(1):
            self.screen(LOGIN)


class WayOutTests(FrameTestCase):
    def test_who_logged_out_is_led_back_to_the_log_in(self):
        self.client.force_login(make_user())
        page = html.fromstring(self.client.post("/admin/logout/").content.decode())
        self.assertEqual(words(page.xpath("//h1")), ["You are logged out"])
        self.assertEqual(words(page.xpath("//main//a[@href='/admin/login/']")), ["Log in again"])
        self.assertNotIn("web site", page.text_content())
        self.assertNotIn("nonce", page.text_content())

    def test_the_page_of_the_password_begins_in_the_newsroom(self):
        self.client.force_login(make_user())
        crumbs = self.screen("/admin/password_change/").xpath("//ol[@class='breadcrumbs']/li")
        self.assertEqual(words(crumbs), ["Newsroom", "Login and security", "Change password"])

    def test_account_menu_leads_to_settings_security_and_out(self):
        self.client.force_login(make_user())
        menu = self.screen().xpath("//details[@class='account']")[0]
        self.assertEqual(menu.xpath(".//a/@href"), ["/admin/account/settings/", "/admin/account/security/"])
        self.assertEqual(menu.xpath(".//form/@action"), ["/admin/logout/"])

    def test_log_in_is_headed(self):
        self.assertEqual(words(self.screen(LOGIN).xpath("//h1")), ["Log in to the newsroom"])

    def test_log_in_offers_no_account_and_the_other_language(self):
        page = self.screen(LOGIN)
        self.assertEqual(page.xpath("//details[@class='account'] | //nav[@id='sidebar']"), [])
        self.assertEqual(words(page.xpath("//*[@id='footer']//button[@lang]")), ["한국어"])

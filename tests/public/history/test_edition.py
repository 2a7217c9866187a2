"""The facts about an edition below a story, and the page of each edition."""

from articles.models import Edition, EditionKind, Role
from articles.publishing import quick_fix, withdraw
from newsroom.public.pagination import PAGE_SIZE
from newsroom.public.story_editions import changes_url
from tests.factories import HOUR, make_author, make_section, make_topic, rewrite
from tests.public.article.test_article import ArticleCase
from tests.public.newsdesk import make_image, page_of, publish_again, tell, texts, words_of
from tests.public.test_language_purity import foreign

BODY = "<p>The harbor opens on Monday.</p><p>Ships wait.</p><p>Salt is dear.</p>"


class VersionCase(ArticleCase):
    def setUp(self):
        super().setUp()
        make_section(name_ko="경제")
        self.story = tell(languages=("en", "ko"), body_en=BODY)
        self.address = f"/en/articles/{self.story.pk}/harbor-opens/history/"

    def publish(
        self, language="en", kind=EditionKind.UPDATE, note="", *, note_there="", alone=False, **columns
    ):
        self.clock.shift(HOUR)
        rewrite(self.story, **columns)
        told = {"note": note, "note_there": note_there, "alone": alone}
        publish_again(self.story, language, kind=kind, **told)

    def fix(self, **changes):
        self.clock.shift(HOUR)
        quick_fix(self.story, "en", by=None, **changes)

    def told(self, language="en", slug="harbor-opens"):
        """Return the facts below the story: {term: text}."""
        page = self.read(self.story, language, slug)
        return dict(zip(texts(page, "//dl/dt"), texts(page, "//dl/dd"), strict=True))


class AboutTests(VersionCase):
    def test_a_story_says_in_which_language_it_was_written(self):
        self.assertEqual(self.told()["Original"], "Written in English.")
        self.assertIn("영어 기사를 옮긴 기사입니다.", self.told("ko", "x")["번역"])

    def test_a_translation_says_that_its_source_has_gone_on(self):
        self.publish(body_en=BODY.replace("Monday", "Tuesday"))
        self.assertIn("영어 기사는 그 뒤 수정되었습니다.", self.told("ko", "x")["번역"])
        self.assertEqual(foreign(self.client.get(f"/ko/articles/{self.story.pk}/x/", follow=True)), [])

    def test_the_head_names_the_language_of_the_source_and_the_foot_also_when_it_came_out(self):
        self.fix(headline="Harbour opens")
        self.publish("ko", summary_ko="항구.")
        self.assertEqual(Edition.objects.live().get(language="ko").source_number, 2)
        head = texts(self.read(self.story, "ko", "x"), "//div[@class='dateline']/p")
        self.assertTrue([line for line in head if line.startswith("영어 기사 번역")], head)
        foot = self.told("ko", "x")["번역"]
        self.assertIn("오후 9:00", foot, "the source was announced then; a fixed typo is not")
        self.assertNotIn("그 뒤 수정", foot)

    def test_the_head_of_a_translation_counts_the_passages_that_have_changed_since(self):
        self.publish(body_en=BODY.replace("Monday", "Tuesday").replace("Salt", "Sugar"))
        page = self.read(self.story, "ko", "x")
        [link] = page.xpath("//div[@class='dateline']//a[@href='#outdated']")
        passages = page.xpath("//ul[@id='outdated']/li")
        self.assertEqual(words_of(link), f"이후 원문 {len(passages)}곳 바뀜")
        self.assertEqual(self.read(self.story).xpath("//a[@href='#outdated']"), [])

    def test_minor_changes_are_counted_so_that_the_numbers_hide_nothing(self):
        self.assertNotIn("Minor changes", self.told())
        self.fix(headline="Harbour opens")
        self.fix(headline="Harbor opens!")
        page = self.read(self.story)
        links = page.xpath("//details[@class='version']//a/@href")
        self.assertIn(self.address, links, "where the instant of each is told")
        self.assertEqual(self.told()["Minor changes"], "2, such as fixed typos. Not announced.")

    def test_updates_are_counted_with_a_link_to_what_changed(self):
        updates = "//p[@class='dateline__changes']"
        self.assertEqual(texts(self.read(self.story), updates), [])
        self.publish(body_en=BODY.replace("Monday", "Tuesday"))
        self.fix(headline="Harbour opens")
        page = self.read(self.story)
        self.assertEqual(texts(page, updates), ["Updated once · See what changed"])
        self.assertEqual(page.xpath(f"{updates}/a/@href"), [f"{self.address}#edition-2"])
        self.publish(title_en="Harbor closes")
        page = self.read(self.story, slug="harbor-closes")
        self.assertEqual(texts(page, updates), ["Updated twice · See what changed"])
        [address] = page.xpath(f"{updates}/a/@href")
        place, name = address.split("#")
        history = page_of(self.client.get(place))
        self.assertEqual(texts(history, f"//section[h2/@id='{name}']//ins"), ["[added: Harbor closes]"])

    def test_the_place_of_a_change_that_is_far_back_is_on_a_later_page_of_the_history(self):
        newer = [Edition(number=number) for number in range(2, 2 + PAGE_SIZE)]
        edition = Edition.objects.live().get(language="en")
        self.assertEqual(changes_url(edition, 2, newer), f"{self.address}#edition-2")
        newer.append(Edition(number=40))
        self.assertEqual(changes_url(edition, 2, newer), f"{self.address}?before=3#edition-2")

    def test_readers_who_want_to_verify_a_text_are_led_to_all_digests(self):
        page = self.read(self.story)
        [link] = page.xpath("//details[@class='version']//a[contains(@href, '#')]")
        self.assertEqual((words_of(link), link.get("href")), ("Verify this text", f"{self.address}#verify"))
        found = page_of(self.client.get(self.address))
        digest = Edition.objects.live().get(language="en").digest
        self.assertEqual(texts(found, "//section[@id='verify']//code"), [digest])

    def test_a_source_that_was_taken_back_is_at_no_edition_now(self):
        self.publish(body_en=BODY.replace("Monday", "Tuesday"))
        self.clock.shift(HOUR)
        withdraw(self.story, "en", by=None, note="Under review.")
        told = self.told("ko", "x")["번역"]
        self.assertNotIn("그 뒤 수정", told)
        self.assertIn("이 기사의 영어판은 게재가 중단되었습니다.", told)

    def test_it_counts_the_corrections_that_the_page_tells_of(self):
        self.publish(kind=EditionKind.CORRECTION, note="Tuesday.", note_there="화요일.", title_en="Tuesday")
        self.assertEqual(self.told()["Corrections"], "1")
        self.assertEqual(self.told("ko", "x")["정정"], "없음", "it is told over the text, which lacks it")
        self.publish("ko", title_ko="화요일")
        page = self.read(self.story, "ko", "x")
        [link] = page.xpath("//dl/dd/a")
        self.assertEqual((words_of(link), link.get("href")), ("1", "#corrections"))
        self.assertEqual(texts(page, "//section[@id='corrections']/p[not(@class)]"), ["화요일."])

    def test_where_neither_names_the_other_none_claims_to_be_the_original(self):
        self.story = tell(languages=("ko", "en"), number=" 2", source_language="en")
        for language in ("en", "ko"):
            told = self.told(language, "x")
            self.assertEqual([name for name in ("Original", "원문") if name in told], [], language)

    def test_a_translation_that_came_before_its_source_does_not_claim_to_be_the_original(self):
        signed = [(make_author(), Role.TRANSLATION)]
        self.story = tell(languages=("ko",), authors=signed, number=" 2", source_language="en")
        self.assertNotIn("원문", self.told("ko", "x"))


class AddressTests(VersionCase):
    def test_what_was_printed_on_a_day_can_be_cited_for_good(self):
        self.publish(body_en=BODY.replace("Monday", "Tuesday"))
        first, second = (page_of(self.client.get(f"{self.address}{number}/")) for number in (1, 2))
        self.assertIn("The harbor opens on Monday.", texts(first, "//div[@class='body']/p"))
        self.assertIn("The harbor opens on Tuesday.", texts(second, "//div[@class='body']/p"))
        self.assertIn("This is an earlier version.", words_of(first.find(".//main")))
        self.assertIn("This is the latest version.", words_of(second.find(".//main")))
        self.assertEqual(first.xpath("//a[@rel='next']/@href"), [f"{self.address}2/"])
        self.assertEqual(first.xpath("//meta[@name='robots']/@content"), ["noindex, follow"])

    def test_a_version_holds_the_typos_that_were_mended_in_it(self):
        self.fix(headline="Harbour opens")
        page = page_of(self.client.get(f"{self.address}1/"))
        self.assertEqual(texts(page, "//h1"), ["Harbour opens"])
        self.assertIn(
            "Includes one minor change, such as a fixed typo: March 2", words_of(page.find(".//main"))
        )
        self.assertRedirects(self.client.get(f"{self.address}2/"), f"{self.address}1/", status_code=302)

    def test_a_correction_keeps_its_note_when_a_typo_was_mended_in_it(self):
        self.publish(kind=EditionKind.CORRECTION, note="It is Tuesday.", alone=True, title_en="Tuesday")
        self.fix(headline="On Tuesday")
        page = page_of(self.client.get(f"{self.address}2/"))
        self.assertEqual(texts(page, "//section[@class='corrections']/p"), ["It is Tuesday."])

    def test_every_digest_is_on_the_page_of_its_version_and_in_the_history(self):
        for headline in ("Harbour opens", "Harbor opens!"):
            self.fix(headline=headline)
        digests = [one.digest[:16] for one in Edition.objects.filter(language="en")]
        self.assertEqual(len(digests), 3)
        self.publish(title_en="Harbor closes")
        page = page_of(self.client.get(f"{self.address}1/"))
        shown = texts(page, "//div[@class='edition-facts']/p[starts-with(., 'Checksum')]")[-1]
        last = Edition.objects.get(language="en", number=3).digest
        self.assertEqual(shown, f"Checksum of the text below (edition 3) {last}")
        for address in (f"{self.address}1/", self.address):
            words = words_of(page_of(self.client.get(address)).find(".//main"))
            self.assertEqual([digest for digest in digests if digest not in words], [], address)

    def test_what_was_taken_back_stays_gone_though_the_story_came_back(self):
        self.clock.shift(HOUR)
        withdraw(self.story, "en", by=None, note="Under review.")
        self.publish(title_en="Harbor closes")
        for number in (1, 2):
            response = self.client.get(f"{self.address}{number}/")
            self.assertContains(response, "Under review.", status_code=410)
            self.assertNotContains(response, "Ships wait", status_code=410)
        self.assertEqual(self.status(f"{self.address}3/"), 200)
        found = page_of(self.client.get(self.address)).xpath("//section[@class='changes']//a/@href")
        self.assertEqual(found, [f"{self.address}3/"])

    def test_what_is_no_version_is_not_found(self):
        for number in ("2", "0", "x", "-1", "9" * 18, "9" * 19, "01"):
            self.assertEqual(self.status(f"{self.address}{number}/"), 404, number)
        wrong = self.address.replace("harbor-opens", "else")
        self.assertRedirects(self.client.get(f"{wrong}1/"), f"{self.address}1/", status_code=301)

    def test_a_brief_of_old_and_a_version_in_korean_keep_their_language(self):
        address = Edition.objects.live().get(language="ko").get_absolute_url() + "history/"
        for path in ("", "1/"):
            self.assertEqual(foreign(self.client.get(address + path)), [], path)


class ChangesTests(VersionCase):
    def changed(self):
        """Return the changes in the newest edition: {name of the part: text}."""
        page = page_of(self.client.get(self.address))
        [names] = [texts(page, "//section[1]/h3")]
        return {
            name: texts(page, f"//section[1]/h3[.='{name}']/following-sibling::p[1]")[0] for name in names
        }

    def test_what_is_printed_around_the_text_is_told_too(self):
        with_topic, author = make_topic(), make_author()
        self.story.topics.add(with_topic)
        self.story.bylines.create(author=author, role=Role.TEXT)
        self.story.sources.create(name_en="Harbor office", is_public=True)
        self.publish(lead_image=make_image(), section=make_section("arts"))
        self.assertEqual(
            self.changed(),
            {
                "Images": "[added: A crane]",
                "Credits": "[added: Bora Testman]",
                "Section": "[removed: Economy][added: Arts]",
                "Topics": "[added: Harbours]",
                "Sources": "[added: Harbor office]",
            },
        )

    def test_the_words_under_a_picture_are_told(self):
        lead, inside = make_image(caption_en="Mr Wrong"), make_image(alt_en="A gull", caption_en="Mr Right")
        figure = f'<figure data-image="{inside.pk}"><figcaption>{{}}</figcaption></figure>'
        self.publish(lead_image=lead, body_en=BODY + figure.format("Its own words."))
        self.assertNotIn("Mr Right", words_of(page_of(self.client.get(self.address)).find(".//main")))
        lead.caption_en = "Mr Right"
        lead.save()
        self.publish(kind=EditionKind.CORRECTION, note="It is Mr Right.", alone=True)
        self.assertEqual(self.changed(), {"Images": "…"})
        [line] = texts(page_of(self.client.get(self.address)), "//section[1]/p[ins]")
        self.assertEqual(line, "Mr [removed: Wrong][added: Right]")
        self.publish(body_en=BODY + figure.format(""))
        words = words_of(page_of(self.client.get(self.address)).xpath("//section[1]")[0])
        self.assertIn("[removed: Its own words.]", words)
        self.assertIn("[added: Mr Right]", words)

    def test_a_paragraph_that_was_moved_is_told_once_where_it_stands(self):
        parts = BODY.replace("</p>", "</p>|").split("|")
        self.publish(body_en="".join([parts[2], parts[0], parts[1]]))
        page = page_of(self.client.get(self.address))
        self.assertEqual(texts(page, "//section[1]/p"), ["Moved here: Salt is dear.", "…"])
        self.assertEqual(page.xpath("//section[1]//ins | //section[1]//del"), [])

    def test_each_edition_leads_to_its_text_and_counts_its_typos(self):
        self.fix(headline="Harbour opens")
        self.publish(title_en="Harbor closes")
        page = page_of(self.client.get(self.address))
        links = page.xpath("//section[@class='changes']//a/@href")
        self.assertEqual(links, [f"{self.address}3/", f"{self.address}1/"])
        self.assertIn("Includes one minor change", words_of(page.xpath("//section[2]")[0]))

    def test_the_history_of_the_other_language_is_linked_in_its_words(self):
        page = page_of(self.client.get(self.address))
        [line] = page.xpath("//header//p[@lang='ko']")
        self.assertEqual(words_of(line), "한국어 기사의 수정 이력")

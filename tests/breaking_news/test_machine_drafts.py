"""Machine drafts in the form of breaking news: rules of sending, review, provenance and the label."""

from django.contrib.auth.models import Group

from articles.models import Edition, TranslatedSegment
from newsroom.breaking_news.models import BreakingDraft, BreakingStory
from newsroom.machine_translation.models import MachineRequest, MachineSuggestion, MonthOfCosts, RequestState
from newsroom.security.models import SecurityEvent, SecurityEventKind
from tests.breaking_news.news import TEXTS
from tests.breaking_news.test_views import ADDRESS, BreakingScreenTestCase
from tests.factories import make_user
from tests.machine_translation.engine_server import (
    KOREAN,
    NO_ENGINE,
    engine_server,
    engine_settings,
    in_korean,
    status,
)

BODY = "<p>The <strong>pier</strong> is shut.</p><p>Ships wait for 9 days.</p>"
EMPTY = {"headline_ko": "", "summary_ko": "", "body_ko": ""}


class MachineTestCase(BreakingScreenTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = cls.enterClassContext(engine_server())

    def setUp(self):
        super().setUp()
        self.server.calls.clear()
        self.server.faults.clear()
        self.server.translate = in_korean
        self.configure()

    def configure(self, **changed):
        found = engine_settings("deepl", self.server.origin, **({"consent": "drafts"} | changed))
        self.enterContext(self.settings(MACHINE_TRANSLATION=found))

    def fill(self, **fields):
        """Press the button of the Korean column. Return the response."""
        return self.client.post(ADDRESS, self.filled(**(EMPTY | {"_machine": "ko"} | fields)))

    def drafted(self, **fields):
        """Return the form as shown after the button, with a section and the reason."""
        response = self.fill(**fields)
        self.assertEqual(response.status_code, 200, self.alert(response))
        return dict(self.page(response).get_element_by_id("breaking_form").form_values()), self.page(response)

    def boxes(self, page):
        return page.xpath("//input[@name='_reviewed']/@value")

    def sent(self):
        return [text for call in self.server.calls for text in call["text"]]


class FillingTests(MachineTestCase):
    def test_empty_fields_are_filled_and_nothing_is_published(self):
        values, page = self.drafted(body_en=BODY)
        self.assertEqual(values["headline_ko"].strip(), in_korean(TEXTS["en"][0]))
        self.assertEqual(
            values["body_ko"].strip(),
            f"<p>{KOREAN}<strong>{KOREAN}</strong>{KOREAN}</p><p>{KOREAN} 9</p>",
        )
        self.assertEqual(len(self.boxes(page)), 4)
        self.assertIn("The empty Korean fields are filled with machine drafts.", page.text_content())
        self.assertFalse(BreakingStory.objects.exists())

    def test_typed_words_are_not_overwritten_and_nothing_is_sent_for_them(self):
        values, page = self.drafted(headline_ko="내가 쓴 제목")
        self.assertEqual(values["headline_ko"].strip(), "내가 쓴 제목")
        self.assertEqual(self.sent(), [TEXTS["en"][1]])
        self.assertEqual(len(self.boxes(page)), 1)

    def test_the_request_is_stored_with_its_cost_and_belongs_to_the_story_later(self):
        values, page = self.drafted()
        request = MachineRequest.objects.get()
        self.assertEqual((request.article, request.by, request.language), (None, self.managing, "ko"))
        self.assertEqual(request.state, RequestState.ANSWERED)
        self.assertEqual(MonthOfCosts.objects.get().spent, request.cost)
        self.assertGreater(request.cost, 0)
        self.send(values, page)
        request.refresh_from_db()
        self.assertEqual(request.article, BreakingStory.objects.get().article)

    def send(self, values, page):
        values |= {"_reviewed": self.boxes(page)}
        response = self.client.post(ADDRESS, values)
        confirmed = self.confirmed(response) | {"_reviewed": self.boxes(page)}
        return self.client.post(ADDRESS, confirmed)

    def test_without_words_to_translate_nothing_is_sent(self):
        response = self.fill(headline_en="", summary_en=" ")
        self.assertEqual(response.status_code, 422)
        self.assertIn(
            "First enter a headline, a summary or a text in the other language.", self.alert(response)
        )
        self.assertEqual(self.sent(), [])

    def test_a_draft_is_not_the_source_of_another(self):
        values, page = self.drafted()
        self.assertEqual(page.xpath("//button[@name='_machine']/@value"), ["ko"])
        response = self.client.post(ADDRESS, values | {"headline_en": "", "_machine": "en"})
        self.assertIn("The other language is a machine draft itself.", self.alert(response))

    def test_a_failure_is_named_and_keeps_what_was_typed(self):
        self.server.faults = [status(456)]
        response = self.fill()
        self.assertEqual(response.status_code, 422)
        self.assertIn("The account at the engine has no quota left.", self.alert(response))
        values = dict(self.page(response).get_element_by_id("breaking_form").form_values())
        self.assertEqual(values["headline_en"].strip(), TEXTS["en"][0])
        self.assertEqual(self.drafted()[0]["headline_ko"].strip(), in_korean(TEXTS["en"][0]))

    def test_an_answer_that_is_no_translation_is_asked_for_again_by_choice_alone(self):
        self.server.translate = lambda text: text
        response = self.fill()
        self.assertIn("The answer is the same as the source.", self.alert(response))
        self.assertEqual(len(self.page(response).xpath("//input[@name='_again']")), 1)
        self.server.translate = in_korean
        self.assertEqual(self.fill().status_code, 422)
        self.assertEqual(self.fill(_again="on").status_code, 200)

    def test_the_monthly_limit_holds(self):
        self.configure(monthly_limit=0)
        self.assertIn("The next request could exceed the monthly limit.", self.alert(self.fill()))
        self.assertEqual(self.sent(), [])

    def test_a_long_text_is_left_for_the_translation_screen(self):
        values, page = self.drafted(body_en="".join(f"<p>Pier {n} is shut.</p>" for n in range(1, 31)))
        self.assertEqual((values["body_ko"].strip(), len(self.boxes(page))), ("", 2))
        self.assertIn("Not sent: too long", page.text_content())


class ConsentTests(MachineTestCase):
    def test_where_it_is_asked_nothing_is_sent_without_it(self):
        self.configure(consent="ask")
        page = self.page()
        self.assertEqual(page.xpath("//input[@name='_consent']/@value"), ["en", "ko"])
        for consent in ({}, {"_consent": "en"}):
            response = self.fill(**consent)
            self.assertIn("Consent to sending this text first.", self.alert(response))
        self.assertEqual((self.sent(), SecurityEvent.objects.filter(kind=KIND).count()), ([], 0))
        self.assertEqual(self.fill(_consent="ko").status_code, 200)
        event = SecurityEvent.objects.get(kind=KIND)
        self.assertEqual(
            (event.user, event.details["step"], event.details["country"]), (self.managing, "consented", "DE")
        )
        self.assertNotIn("story", event.details)
        self.assertContains(
            self.client.get("/admin/security/securityevent/"), "consent to machine translation"
        )

    def test_where_only_published_text_may_be_sent_there_is_no_button(self):
        self.configure(consent="published")
        page = self.page()
        self.assertEqual(page.xpath("//button[@name='_machine']"), [])
        self.assertIn("Only published text can be translated by machine", page.text_content())
        self.assertEqual(self.sent(), [])

    def test_settings_that_change_meanwhile_are_named_and_what_was_typed_stays(self):
        self.configure(consent="published")
        for settings in ({}, {"MACHINE_TRANSLATION": NO_ENGINE}):
            with self.settings(**settings):
                response = self.fill(_consent="ko")
                self.assertEqual(response.status_code, 422)
                self.assertIn("no longer allow machine drafts here", self.alert(response))
                kept = dict(self.page(response).get_element_by_id("breaking_form").form_values())
                self.assertEqual(kept["headline_en"].strip(), TEXTS["en"][0])
        self.assertEqual(self.sent(), [])

    def test_without_an_engine_or_with_one_language_there_is_nothing(self):
        self.client.force_login(make_user("desk", role="Korean desk"))
        self.assertEqual(self.page().xpath("//*[@class='breaking-machine']"), [])
        self.assertEqual(self.client.post(ADDRESS, {"_machine": "ko"}).status_code, 403)
        self.client.force_login(self.managing)
        self.enterContext(self.settings(MACHINE_TRANSLATION=NO_ENGINE))
        self.assertEqual(self.page().xpath("//*[@class='breaking-machine']"), [])
        for rubbish in ("", "fr", "\x00", "ko" * 99):
            self.assertEqual(self.fill(_machine=rubbish).status_code, 403)


KIND = SecurityEventKind.MACHINE_CONSENT


class ReviewTests(MachineTestCase):
    def publish_drafted(self, values, **fields):
        """Send a drafted form, and confirm its warnings if there is no other problem."""
        response = self.client.post(ADDRESS, values | fields)
        if response.status_code == 422 and "_confirmed" in response.content.decode():
            again = self.confirmed(response) | {name: fields[name] for name in fields if name == "_reviewed"}
            response = self.client.post(ADDRESS, again)
        return response

    def test_a_draft_that_nobody_has_reviewed_is_not_published(self):
        values, page = self.drafted()
        first, _second = self.boxes(page)
        for reviewed, number in (([], 2), ([first], 1)):
            response = self.publish_drafted(values, _reviewed=reviewed)
            self.assertNotEqual(response.status_code, 302)
            self.assertIn(f"{number} machine draft", self.page(response).text_content())
        self.assertFalse(BreakingStory.objects.exists())
        self.assertEqual(self.page(response).xpath("//*[@class='errornote']//a/@href"), ["#machine-ko"])
        checked = self.page(response).xpath("//input[@name='_reviewed'][@checked]/@value")
        self.assertEqual(checked, [first])

    def test_words_that_were_changed_are_reviewed_all_the_same(self):
        values, _page = self.drafted()
        response = self.publish_drafted(values, headline_ko="항구에 강한 지진", summary_ko="지진이 났다.")
        self.assertIn("2 machine drafts", self.page(response).text_content())

    def test_the_draft_of_a_passage_that_is_gone_from_the_source_waits_for_its_review(self):
        values, page = self.drafted(body_en=BODY)
        *others, last = self.boxes(page)
        values |= {"body_en": "<p>Nothing else is known at the pier.</p>"}
        joined = {"body_ko": f"<p>{in_korean('a')} 9</p>"}
        for fields in ({}, joined):
            response = self.publish_drafted(values | fields, _reviewed=others)
            self.assertIn("1 machine draft", self.page(response).text_content())
            self.assertFalse(BreakingStory.objects.exists())
        self.assertEqual(self.publish_drafted(values, _reviewed=[*others, last]).status_code, 302)
        korean = Edition.objects.get(language="ko")
        self.assertEqual(korean.printed["machine"]["share"], 100)

    def test_it_is_labelled_as_any_machine_translation(self):
        values, page = self.drafted(body_en=BODY)
        changed = {"headline_ko": TEXTS["ko"][0], "headline_en": "Quake shakes the whole harbor"}
        response = self.publish_drafted(values, _reviewed=self.boxes(page), **changed)
        self.assertEqual(response.status_code, 302)
        article = BreakingStory.objects.get().article
        rows = TranslatedSegment.objects.filter(article=article)
        self.assertEqual({row.machine_engine for row in rows}, {"DeepL"})
        self.assertEqual({row.confirmed_by for row in rows}, {self.managing})
        self.assertEqual([bool(row.machine_changed) for row in rows.order_by("position")][0], True)
        english, korean = (Edition.objects.get(article=article, language=one) for one in ("en", "ko"))
        self.assertEqual(korean.printed["machine"]["share"], 100)
        self.assertNotIn("machine", english.printed)

    def test_the_source_is_the_language_that_people_wrote(self):
        self.client.force_login(make_user("night", language="ko"))
        values, page = self.drafted()
        self.publish_drafted(values, _reviewed=self.boxes(page))
        self.assertEqual(BreakingStory.objects.get().article.source_language, "en")

    def test_a_text_that_is_added_to_the_drafted_language_alone_makes_it_no_source(self):
        values, page = self.drafted()
        self.publish_drafted(values, _reviewed=self.boxes(page), body_ko="<p>부두가 닫혔습니다.</p>")
        article = BreakingStory.objects.get().article
        self.assertEqual(article.source_language, "en")
        english, korean = (Edition.objects.get(article=article, language=one) for one in ("en", "ko"))
        self.assertIn("More details will follow", english.body)
        self.assertIn("부두가 닫혔습니다.", korean.body)
        self.assertEqual((english.is_brief, korean.is_brief), (False, False))

    def test_it_is_not_published_without_its_source(self):
        values, page = self.drafted()
        gone = {"headline_en": "", "summary_en": ""}
        response = self.publish_drafted(values, _reviewed=self.boxes(page), **gone)
        self.assertIn(
            "This text is a machine draft: publish it together with its source", self.alert(response)
        )
        self.assertFalse(BreakingStory.objects.exists())

    def test_a_field_that_was_emptied_has_no_draft(self):
        values, _page = self.drafted()
        response = self.client.post(ADDRESS, values | {"headline_ko": "", "summary_ko": "", "_enter": "1"})
        self.assertEqual(self.boxes(self.page(response)), [])

    def test_others_drafts_cannot_be_claimed(self):
        values, _page = self.drafted()
        self.client.force_login(self.jane)
        response = self.client.post(ADDRESS, self.filled(drafts=values["drafts"], _enter="1"))
        self.assertEqual(self.boxes(self.page(response)), [])
        for rubbish in ("headline_ko:1", "x", "headline_ko:1:abc", "\x00", "a:b:c" * 999):
            response = self.client.post(ADDRESS, self.filled(drafts=rubbish, _enter="1", _reviewed="x"))
            self.assertEqual(self.boxes(self.page(response)), [])

    def test_drafts_of_a_language_that_may_no_longer_be_published_are_left_out(self):
        values, _page = self.drafted()
        self.managing.groups.set([Group.objects.get(name="English desk")])
        response = self.client.post(ADDRESS, values | {"_enter": "1"})
        self.assertEqual(self.boxes(self.page(response)), [])
        kept = dict(self.page(response).get_element_by_id("breaking_form").form_values())
        self.assertEqual(kept["headline_en"].strip(), TEXTS["en"][0])

    def test_a_draft_that_is_gone_is_no_draft(self):
        values, _page = self.drafted()
        MachineSuggestion.objects.all().delete()
        response = self.client.post(ADDRESS, values | {"_enter": "1"})
        self.assertEqual(self.boxes(self.page(response)), [])

    def test_a_restored_form_still_knows_its_drafts(self):
        values, page = self.drafted()
        sent = {name: [values[name]] for name in ("headline_ko", "summary_ko", "drafts")}
        sent = {"tab": "one", "typed": sent, "shown": {f"initial-{name}": [""] for name in sent}}
        self.client.post(f"{ADDRESS}add/autosave/", sent, content_type="application/json")
        notice = self.page().xpath("string(//section[@class='draft']//ul)")
        self.assertNotIn("Drafts", notice)
        restored = self.page(self.client.get(f"{ADDRESS}?draft={BreakingDraft.objects.get().pk}"))
        self.assertEqual(self.boxes(restored), self.boxes(page))

"""Hand-overs of confidential material need a third person's confirmation, and all involved are notified."""

from datetime import timedelta
from io import StringIO
from unittest import mock

from django.contrib.auth import get_user_model
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import TestCase

from articles.models import LanguageProgress
from newsroom.confidential import hand_over
from newsroom.confidential.custody import latest_hand_overs
from newsroom.confidential.hand_over import HandOverRefused, ask_hand_over, confirm_hand_over
from newsroom.confidential.models import ConfidentialSource, CustodyRequest, RestrictedStory
from newsroom.security.decisions import DecisionRefused
from newsroom.security.models import SecurityEvent
from tests.factories import NOON, make_article, make_user
from tests.security.events import kinds, latest

LIST = "/admin/confidential/custodyrequest/"


def is_active(user):
    return get_user_model().objects.get(pk=user.pk).is_active


class HandOverTestCase(TestCase):
    """A reporter who holds a source and a restricted story, and two administrators."""

    def setUp(self):
        self.admin = self.person("admin", role="Administrators")
        self.second = self.person("second", role="Administrators")
        self.holder = self.person("holder", role="Reporters")
        self.named, self.heir = self.person("named"), self.person("heir", language="ko")
        self.article = make_article(by=self.holder)
        self.source = ConfidentialSource.objects.create(
            article=self.article, name="Ida Quill", held_by=self.holder
        )
        self.story = RestrictedStory.objects.create(title_en="Quillfeather", held_by=self.holder)
        self.story.people.add(self.named, self.heir)
        self.address = f"/admin/accounts/user/{self.holder.pk}/do/hand-over/"
        self.client.force_login(self.admin)

    def person(self, name, *, role="Reporters", **fields):
        return make_user(name, role=role, email=f"{name}@example.org", **fields)

    def holders(self):
        return {ConfidentialSource.objects.get().held_by, RestrictedStory.objects.get().held_by}

    def ask(self, to=None, by=None, **fields):
        return ask_hand_over(self.holder, to=to or self.heir, by=by or self.admin, **fields)

    def press(self, person, asked, button="_confirm"):
        self.client.force_login(person)
        return self.client.post(f"{LIST}{asked.pk}/change/", {button: "x"})


class AloneTests(HandOverTestCase):
    def test_nobody_takes_it_with_one_post(self):
        boss = make_user("boss", role=None, is_superuser=True)
        for person in (self.admin, boss):
            for data in ({"to": person.pk}, {"to": person.pk, "confidential_to": person.pk}):
                for closes in ({}, {"closes": "on"}):
                    self.client.force_login(person)
                    self.client.post(self.address, data | closes)
                    with self.subTest(person.username, data=data | closes):
                        self.assertEqual(self.holders(), {self.holder})
                        self.assertFalse(CustodyRequest.objects.exists())

    def test_the_form_says_that_one_does_not_take_it_oneself(self):
        for language, words in (("en", "other than yourself"), ("ko", "본인은 고를 수 없습니다")):
            get_user_model().objects.filter(pk=self.admin.pk).update(language=language)
            response = self.client.post(self.address, {"confidential_to": self.admin.pk})
            self.assertContains(response, words, status_code=422)
            offered = self.client.get(self.address).context["form"].fields["confidential_to"].queryset
            self.assertEqual(list(offered), [self.heir, self.named])

    def test_a_verb_refuses_as_the_form_does(self):
        closed = self.person("closed", is_active=False)
        for to in (self.admin, self.holder, closed, self.person("clerk", role="Administrators")):
            with self.subTest(to.username), self.assertRaises(HandOverRefused):
                self.ask(to)

    def test_without_a_second_person_the_command_is_named(self):
        get_user_model().objects.filter(pk=self.second.pk).update(is_active=False)
        response = self.client.post(self.address, {"closes": "on", "confidential_to": self.heir.pk})
        self.assertContains(response, "hand_over_confidential", status_code=409)
        self.assertEqual((self.holders(), is_active(self.holder)), ({self.holder}, True))

    def test_a_second_person_who_would_get_it_is_none(self):
        self.second.groups.set(self.heir.groups.all())
        self.second.user_permissions.set(self.admin.groups.get().permissions.filter(codename="change_user"))
        with self.assertRaises(HandOverRefused):
            self.ask(self.second)

    def test_of_a_superuser_only_a_superuser_is_the_second_person(self):
        boss, other = (make_user(name, role=None, is_superuser=True) for name in ("boss", "other"))
        RestrictedStory.objects.update(held_by=other)
        asked = ask_hand_over(other, to=self.heir, by=boss)  # the holder confirms below
        with self.assertRaises(DecisionRefused):
            confirm_hand_over(asked, by=self.second)
        confirm_hand_over(asked, by=other)
        self.assertEqual(RestrictedStory.objects.get().held_by, self.heir)
        get_user_model().objects.filter(pk=other.pk).update(is_active=True)
        RestrictedStory.objects.update(held_by=other)
        with self.assertRaises(HandOverRefused):
            ask_hand_over(other, to=self.heir, by=boss, is_closing=True)


class OrdinaryTests(HandOverTestCase):
    def test_work_is_handed_over_at_once_and_confidential_material_stays(self):
        LanguageProgress.objects.filter(article=self.article, language="en").update(assignee=self.holder)
        self.client.post(self.address, {"to": self.heir.pk})
        row = LanguageProgress.objects.get(article=self.article, language="en")
        self.assertEqual((row.assignee, self.holders()), (self.heir, {self.holder}))
        self.assertTrue(is_active(self.holder))

    def test_who_holds_nothing_leaves_as_before(self):
        address = f"/admin/accounts/user/{self.named.pk}/do/hand-over/"
        self.assertNotContains(self.client.get(address), "confidential_to")
        self.client.post(address, {"closes": "on"})
        self.assertFalse(is_active(self.named))

    def test_an_account_that_holds_something_is_not_closed_without_an_heir(self):
        self.assertContains(self.client.post(self.address, {"closes": "on"}), "They hold 2", status_code=422)
        self.assertTrue(is_active(self.holder))


class ConfirmingTests(HandOverTestCase):
    def test_a_second_person_confirms_it_from_the_first_screen(self):
        page = self.client.post(self.address, {"confidential_to": self.heir.pk}, follow=True)
        self.assertContains(page, "a second person has to confirm it")
        self.assertEqual((self.holders(), is_active(self.holder)), ({self.holder}, True))
        asked = CustodyRequest.objects.get()
        self.client.force_login(self.second)
        self.assertContains(self.client.get("/admin/"), f"{LIST}{asked.pk}/change/")
        page = self.client.get(f"{LIST}{asked.pk}/change/")
        self.assertContains(page, "2 confidential sources and restricted stories will be handed over")
        self.assertContains(page, "heir, heir@example.org")  # names do not identify a person
        for secret in ("Quill", "Quillfeather", "/admin/confidential/restrictedstory/1"):
            self.assertNotContains(page, secret)
        self.client.post(f"{LIST}{asked.pk}/change/", {"_confirm": "x"})
        self.assertEqual((self.holders(), is_active(self.holder)), ({self.heir}, False))
        self.assertEqual(list(self.story.people.all()), [self.named])
        self.assertNotContains(self.client.get("/admin/"), "Handovers to confirm")

    def test_everybody_who_knows_a_row_is_told_in_their_language(self):
        asked = self.ask()
        mail.outbox.clear()
        self.press(self.second, asked)
        told = {message.to[0]: f"{message.subject}\n{message.body}" for message in mail.outbox}
        self.assertEqual(set(told), {f"{name}@example.org" for name in ("holder", "named", "heir")})
        source, story = (f"{kind} {row.pk}" for kind, row in self.rows())
        self.assertIn(source, told["holder@example.org"])
        self.assertNotIn(source, told["named@example.org"])  # this person knows only the story
        self.assertIn(story, told["named@example.org"])
        self.assertIn("Requested by admin, confirmed by second.", told["named@example.org"])
        self.assertRegex(told["heir@example.org"], "[가-힣]")
        self.assertNotIn("Quill", "".join(told.values()))
        self.client.force_login(self.named)
        self.assertContains(self.client.get("/admin/"), "holder → heir")
        self.client.force_login(self.second)
        self.assertNotContains(self.client.get("/admin/"), "holder → heir")

    def test_the_first_screen_takes_the_latest_of_both_kinds_in_one_query(self):
        self.press(self.second, self.ask())
        older = NOON - timedelta(days=1)
        ConfidentialSource.objects.update(handed_over_at=older)
        with self.assertNumQueries(2):  # the second query fetches the names
            found = latest_hand_overs(self.heir, since=older, most=5)
        self.assertEqual([handed.row for handed in found], [self.story, self.source])
        self.assertEqual({(handed.before, handed.now) for handed in found}, {(self.holder, self.heir)})
        with self.assertNumQueries(1):
            self.assertEqual(latest_hand_overs(self.second, since=older, most=5), [])
        self.assertEqual(len(latest_hand_overs(self.heir, since=older, most=1)), 1)

    def rows(self):
        return [("Confidential source", self.source), ("Restricted story", self.story)]

    def test_the_log_has_who_asked_and_who_confirmed(self):
        self.press(self.second, self.ask())
        for kind, user in (("custody_requested", self.admin), ("custody_confirmed", self.second)):
            event = latest(kind)
            self.assertEqual((event.user, event.account, event.details["to"]), (user, self.holder, "heir"))
        self.assertEqual(kinds(account=self.heir)[-2:], ["source_changed", "story_changed"])

    def test_neither_who_asked_nor_who_gets_it_confirms(self):
        self.heir.user_permissions.set(self.admin.groups.get().permissions.all())
        asked = self.ask()
        for person in (self.admin, self.heir):
            self.assertEqual(self.press(person, asked).status_code, 409)
            self.assertNotContains(self.client.get(f"{LIST}{asked.pk}/change/"), 'name="_confirm"')
        self.assertEqual(self.press(self.named, asked).status_code, 403)
        self.assertEqual(self.holders(), {self.holder})
        self.press(self.heir, asked, "_reject")  # the new holder may decline
        asked.refresh_from_db()
        self.assertEqual((asked.decision, asked.decided_by), ("rejected", self.heir))

    def test_rejected_or_withdrawn_it_changes_nothing_and_may_be_asked_for_again(self):
        for person, button in ((self.second, "_reject"), (self.admin, "_withdraw")):
            asked = self.ask()
            self.press(person, asked, button)
            self.assertEqual(self.press(self.second, asked).status_code, 409)
            self.assertEqual((self.holders(), is_active(self.holder)), ({self.holder}, True))

    def test_an_account_closed_at_once_keeps_it_until_then(self):
        self.client.post(self.address, {"closes": "on", "confidential_to": self.heir.pk})
        self.assertEqual((self.holders(), is_active(self.holder)), ({self.holder}, False))
        self.press(self.second, CustodyRequest.objects.get())
        self.assertEqual(self.holders(), {self.heir})


class MeanwhileTests(HandOverTestCase):
    def test_an_heir_who_can_no_longer_hold_it_gets_nothing(self):
        asked = self.ask()
        for change in ({"is_active": False}, {"ends_on": NOON.date()}, {"is_staff": False}):
            get_user_model().objects.filter(pk=self.heir.pk).update(**change)
            response = self.press(self.second, asked)
            self.assertContains(response, "Reject this request", status_code=409)
            get_user_model().objects.filter(pk=self.heir.pk).update(
                is_active=True, ends_on=None, is_staff=True
            )
        self.heir.groups.clear()
        self.assertEqual(self.press(self.second, asked).status_code, 409)
        asked.refresh_from_db()
        self.assertEqual((self.holders(), is_active(self.holder)), ({self.holder}, True))
        self.assertTrue(asked.is_open)
        self.assertFalse(SecurityEvent.objects.filter(kind="custody_confirmed").exists())

    def test_what_was_added_goes_along_and_what_others_hold_by_now_does_not(self):
        asked = self.ask()
        RestrictedStory.objects.update(held_by=self.named)
        added = ConfidentialSource.objects.create(article=self.article, name="Bo", held_by=self.holder)
        self.press(self.second, asked)
        added.refresh_from_db()
        self.assertEqual((added.held_by, RestrictedStory.objects.get().held_by), (self.heir, self.named))

    def test_a_second_request_for_the_same_person_is_refused_also_in_the_same_instant(self):
        asked = self.ask()
        with self.assertRaises(HandOverRefused):
            self.ask(self.named, by=self.second)
        self.assertNotContains(self.client.get(self.address), "confidential_to")
        self.assertContains(self.client.get(self.address), f"{LIST}{asked.pk}/change/")

    def test_two_confirm_at_once_and_one_is_refused(self):
        asked = self.ask()
        third = self.person("third", role="Administrators")
        confirm_hand_over(asked, by=self.second)
        with self.assertRaises(DecisionRefused):
            confirm_hand_over(asked, by=third)  # third read the request while it was open

    def test_a_failure_in_between_leaves_everything_as_it_was(self):
        asked = self.ask()
        failing = mock.patch.object(hand_over, "close_account", side_effect=RuntimeError)
        with failing, self.assertRaises(RuntimeError):
            confirm_hand_over(asked, by=self.second)
        asked.refresh_from_db()
        self.assertEqual((asked.is_open, self.holders()), (True, {self.holder}))


class ServerTests(HandOverTestCase):
    def call(self, *arguments):
        out = StringIO()
        call_command("hand_over_confidential", *arguments, "--reason", "One manager", stdout=out)
        return out.getvalue()

    def test_the_command_does_it_and_the_log_says_so(self):
        self.assertIn("Handed over from holder to heir: 2.", self.call("holder", "heir", "--by", "admin"))
        self.assertEqual((self.holders(), is_active(self.holder)), ({self.heir}, False))
        event = latest("custody_on_server")
        self.assertEqual((event.user, event.account), (self.admin, self.holder))
        self.assertEqual(event.details, {"to": "heir", "count": 2, "reason": "One manager"})
        bodies = "".join(message.body for message in mail.outbox)
        self.assertIn("Done on the server in the name of admin, without a second person.", bodies)

    def test_a_request_that_waits_ends_with_it(self):
        for by, decision in (("admin", "withdrawn"), ("second", "rejected")):
            asked = self.ask()
            self.call("holder", "heir", "--by", by)
            asked.refresh_from_db()
            self.assertEqual(asked.decision, decision)
            get_user_model().objects.filter(pk=self.holder.pk).update(is_active=True)
            RestrictedStory.objects.update(held_by=self.holder)

    def test_it_refuses_what_it_cannot_do(self):
        clerk = self.person("clerk", role="Administrators")
        for arguments in (
            ("nobody", "heir", "--by", "admin"),
            ("holder", "nobody", "--by", "admin"),
            ("holder", "heir", "--by", "nobody"),
            ("holder", "holder", "--by", "admin"),
            ("holder", clerk.username, "--by", "admin"),
            ("named", "heir", "--by", "admin"),
        ):
            with self.subTest(arguments), self.assertRaises(CommandError):
                self.call(*arguments)
        self.assertEqual((self.holders(), is_active(self.holder)), ({self.holder}, True))


class ConstraintTests(HandOverTestCase):
    def test_the_database_refuses(self):
        people = {"holder": self.holder, "to": self.heir, "asked_by": self.admin}
        decided = {"decision": "confirmed", "decided_at": NOON}
        self.ask()
        for fields in (
            people,  # a second open request of the same holder
            people | {"holder": self.named, "to": self.named},
            people | {"holder": self.named, "to": self.admin},
            people | decided | {"decided_by": self.admin},
            people | decided | {"decided_by": self.heir},
            people | decided,
        ):
            with self.subTest(fields), self.assertRaises(IntegrityError), transaction.atomic():
                CustodyRequest.objects.create(**fields)
        with self.assertRaises(IntegrityError), transaction.atomic():
            RestrictedStory.objects.update(handed_over_at=NOON)

"""Permission × stage as one table; conditions and events of each step."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.core.exceptions import PermissionDenied

from articles.admin.story.actions import ACTIONS
from articles.admin.story.actions.desk import TransitionAction
from articles.models import Event, EventType, LanguageProgress, Stage, Wanted
from articles.workflow.edit_session import create_article, want
from articles.workflow.permissions import ROLES, Verb, make_groups, may, may_any, permissions_of
from articles.workflow.transitions import TRANSITIONS, TransitionRefused, perform
from tests.factories import LANGUAGES, make_article, make_section, make_user, rewrite

pytestmark = pytest.mark.django_db

# {step: (stage before, stage after, roles that may take it in English)}
STEPS = {
    "submit": (Stage.WRITING, Stage.IN_REVIEW, {"Reporters", "English translators", "English desk"}),
    "return": (Stage.IN_REVIEW, Stage.WRITING, {"English desk"}),
    "approve": (Stage.IN_REVIEW, Stage.APPROVED, {"English desk"}),
    "reopen": (Stage.APPROVED, Stage.WRITING, {"English desk"}),
}
EVERYWHERE = "Managing editors"


def at_stage(stage, **fields):
    article = make_article(**fields)
    LanguageProgress.objects.filter(article=article).update(stage=stage)
    return article


def held_by(role):
    held = Group.objects.get(name=role).permissions
    return set(held.values_list("content_type__app_label", "codename"))


def stage_of(article, language="en"):
    return LanguageProgress.objects.get(article=article, language=language).stage


def test_the_table_here_is_the_table_there():
    assert set(STEPS) == set(TRANSITIONS)


def test_every_transition_is_a_step_in_the_log_and_has_a_button():
    buttons = {action.transition for action in ACTIONS.values() if isinstance(action, TransitionAction)}
    assert buttons == set(TRANSITIONS) == set(TRANSITIONS) & set(EventType.STEPS)


@pytest.mark.parametrize("role", [None, *ROLES])
@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("name", STEPS)
def test_a_step_is_taken_by_those_who_may_from_where_it_starts(name, stage, role):
    source, target, roles = STEPS[name]
    article, person = at_stage(stage), make_user(role=role)
    may_take = role in roles | {EVERYWHERE}
    if may_take and stage == source:
        progress = perform(name, article, language="en", by=person, reason="So.")
        assert progress.stage == stage_of(article) == target
        event = Event.objects.about(article).get()
        assert (event.type, event.actor, event.language, event.reason) == (name, person, "en", "So.")
    else:
        error = TransitionRefused if may_take else PermissionDenied
        with pytest.raises(error):
            perform(name, article, language="en", by=person, reason="So.")
        assert stage_of(article) == stage
        assert not Event.objects.about(article).exists()


@pytest.mark.parametrize("name", ["return", "reopen"])
def test_a_step_back_needs_a_reason(name):
    article = at_stage(STEPS[name][0])
    with pytest.raises(TransitionRefused, match="Give a reason"):
        perform(name, article, language="en", by=None, reason=" ")


@pytest.mark.parametrize("name", ["submit", "approve"])
@pytest.mark.parametrize("field", ["title", "summary", "body"])
def test_a_step_forward_needs_the_whole_text(name, field):
    article = at_stage(STEPS[name][0], languages=LANGUAGES)
    rewrite(article, **{f"{field}_en": ""})
    with pytest.raises(TransitionRefused) as refusal:
        perform(name, article, language="en", by=None)
    assert [reason.field for reason in refusal.value.reasons] == [field]


@pytest.mark.parametrize(
    ("wanted", "goes"), [(Wanted.BRIEF, True), (Wanted.FULL, False), (Wanted.NOTHING, False)]
)
def test_headline_and_summary_are_enough_for_a_brief_alone(wanted, goes):
    article = create_article(title_en="Harbor", summary_en="It opens.")
    want(article, "en", wanted)
    if wanted == Wanted.BRIEF:
        assert perform("submit", article, language="en", by=None).stage == Stage.IN_REVIEW
    else:
        with pytest.raises(TransitionRefused):
            perform("submit", article, language="en", by=None)


def test_a_text_that_changed_since_it_was_read_is_read_again():
    article = at_stage(Stage.IN_REVIEW)
    seen = LanguageProgress.objects.get(article=article, language="en").version
    rewrite(article, title_en="Other")
    with pytest.raises(TransitionRefused, match="changed since"):
        perform("approve", article, language="en", by=None, seen=seen)
    assert perform("approve", article, language="en", by=None, seen=seen + 1).stage == Stage.APPROVED


class TestFourEyes:
    """Approval by a second person, or by the author with a reason. See test_contributions.py."""

    def approve(self, article, person, **told):
        return perform("approve", article, language="en", by=person, **told)

    def test_who_wrote_it_does_not_approve_it(self):
        writer, colleague = make_user(), make_user("colleague")
        article = at_stage(Stage.IN_REVIEW, by=writer)
        with pytest.raises(TransitionRefused, match="You wrote all of this text"):
            self.approve(article, writer, reason="It is right.")
        assert self.approve(article, colleague).stage == Stage.APPROVED
        assert Event.objects.about(article).get().details == {"version": 1}

    def test_the_other_language_and_the_filing_make_nobody_its_writer(self):
        writer, colleague = make_user(), make_user("colleague")
        article = at_stage(Stage.IN_REVIEW, by=writer)
        rewrite(article, by=colleague, title_ko="항구", section=make_section("world"))
        assert self.approve(article, colleague).stage == Stage.APPROVED

    def test_alone_one_approves_with_a_reason_that_the_log_keeps(self):
        writer = make_user()
        article = at_stage(Stage.IN_REVIEW, by=writer)
        with pytest.raises(TransitionRefused, match="Give a reason"):
            self.approve(article, writer, alone=True, reason=" ")
        self.approve(article, writer, alone=True, reason="Nobody else is on duty.")
        event = Event.objects.about(article).get()
        assert (event.details, event.reason) == ({"version": 1, "alone": True}, "Nobody else is on duty.")

    def test_who_did_not_write_it_was_not_alone(self):
        article = at_stage(Stage.IN_REVIEW, by=make_user())
        self.approve(article, make_user("colleague"), alone=True, reason="So.")
        assert Event.objects.about(article).get().details == {"version": 1}

    def test_a_newsroom_may_do_without(self, settings):
        settings.FOUR_EYES = False
        writer = make_user()
        article = at_stage(Stage.IN_REVIEW, by=writer)
        assert self.approve(article, writer).stage == Stage.APPROVED


def test_the_other_language_stays_where_it_is():
    article = make_article(languages=LANGUAGES)
    perform("submit", article, language="ko", by=None)
    assert (stage_of(article, "en"), stage_of(article, "ko")) == (Stage.WRITING, Stage.IN_REVIEW)


class TestPermissions:
    # {role: (verbs in English, verbs in Korean)}
    ALL = {"write", "approve", "publish"}
    TABLE = {
        "Interns": ({"write"}, {"write"}),
        "Reporters": ({"write"}, {"write"}),
        "English translators": ({"write"}, set()),
        "Korean translators": (set(), {"write"}),
        "English desk": (ALL, set()),
        "Korean desk": (set(), ALL),
        "Managing editors": (ALL | {"waive"}, ALL | {"waive"}),
        "Administrators": (set(), set()),
        None: (set(), set()),
    }

    @pytest.mark.parametrize("role", TABLE)
    def test_a_role_has_its_verbs_in_its_languages(self, role):
        person = make_user(role=role)
        for language, verbs in zip(LANGUAGES, self.TABLE[role], strict=True):
            assert {verb.value for verb in Verb if may(person, verb, language)} == verbs
            assert may_any(person, language) == bool(verbs)

    def test_every_role_is_listed(self):
        assert set(ROLES) | {None} == set(self.TABLE)

    @pytest.mark.parametrize("verb", Verb)
    def test_somebody_who_left_may_nothing_and_the_system_may_all(self, verb):
        gone = make_user(is_active=False)
        assert not may(gone, verb, "en")
        assert not may(AnonymousUser(), verb, "en")
        assert may(None, verb, "en")

    def test_the_migration_made_the_groups_with_all_their_permissions(self):
        for role in ROLES:
            assert held_by(role) == permissions_of(role)

    def test_making_them_again_adds_nothing_and_takes_nothing_away(self):
        group = Group.objects.get(name="Reporters")
        group.permissions.add(Permission.objects.get(codename="publish_en"))
        group.permissions.remove(Permission.objects.get(codename="write_en"))
        make_groups(Group, Permission)
        assert held_by("Reporters") == permissions_of("Reporters") | {("articles", "publish_en")}
        assert Group.objects.filter(name__in=ROLES).count() == len(ROLES)

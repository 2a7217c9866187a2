"""Constraints of the database hold for every writer: one refusal for each."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from articles.events.log import record
from articles.models import (
    Article,
    Author,
    Byline,
    DayDigest,
    Edition,
    EditionByline,
    EditionPicture,
    EditionTopic,
    Event,
    EventType,
    Image,
    LanguageProgress,
    LegalHold,
    Note,
    Presence,
    PreviewLink,
    Publication,
    Redaction,
    RelatedExclusion,
    RelatedLink,
    Section,
    Source,
    StandingPage,
    StandingPageVersion,
    Term,
    Topic,
    TranslatedSegment,
    UnsavedTyping,
    Waiver,
)
from articles.workflow.transitions import perform
from newsroom.frontpage.models import Placement
from newsroom.frontpage.page_records import FrontPageRecord
from newsroom.notifications.models import Notification
from tests.articles.models.test_picture_contracts import REFUSED_CONTRACTS
from tests.articles.workflow.test_contributions import REFUSED_CONTRIBUTIONS
from tests.factories import (
    HOUR,
    NOON,
    make_article,
    make_author,
    make_publication,
    make_published,
    make_section,
    make_topic,
    make_user,
)

DRAFTED = {"source_html": "<p>x</p>", "target_html": "<p>y</p>", "machine_engine": "DeepL"}


def legal_hold(**columns):
    LegalHold.objects.create(article=make_article(), placed_by=make_user(role=None), **columns)


def page_records(*, language="en", times=1):
    for _time in range(times):
        FrontPageRecord.objects.create(language=language, shown_from=NOON, layout={})


def force(model, pk, **columns):
    """Write columns by SQL, without the model."""
    names = ", ".join(f"{name} = %s" for name in columns)
    sql = f"UPDATE {model._meta.db_table} SET {names} WHERE {model._meta.pk.column} = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*columns.values(), pk])


def edition(**columns):
    found = Edition.objects.first() or make_published().editions.get()
    force(Edition, found.pk, **columns)


def another_edition(**columns):
    first = make_published(at=None).editions.get()
    force(Edition, first.pk, live_until=columns.pop("ends", first.live_from + HOUR))
    copy = first.copy()
    columns = {"number": 2, "live_from": first.live_from + HOUR, "live_until": None} | columns
    for name, value in columns.items():
        setattr(copy, name, value(first) if callable(value) else value)
    copy.save()


def filed_twice(model, **what):
    first = make_published().editions.get()
    place = {"language": "en", "first_published_at": NOON, "article": first.article, "edition": first}
    for _ in range(2):
        model.objects.create(**place, **what)


def progress(**columns):
    force(LanguageProgress, make_article().progress.first().pk, **columns)


def latest(number):
    return {"latest_number": number, "latest_kind": "update", "latest_from": NOON}


def link_to_itself():
    article = make_article()
    RelatedLink.objects.create(article=article, target=article)


def link_to_two():
    RelatedLink.objects.create(article=make_article(), target=make_article(), url="https://example.org/")


def byline_twice():
    article, author = make_article(), make_author()
    for _ in range(2):
        Byline.objects.create(article=article, author=author)


def topic_twice():
    article, topic = make_article(), make_topic()
    for _ in range(2):
        article.topic_items.create(tag=topic)


def merged_into_itself():
    topic = make_topic()
    topic.merged_into = topic
    topic.save()


def image(**columns):
    return Image.objects.create(file="quay.jpg", width=1, height=1, **columns)


def source(**columns):
    Source.objects.create(article=make_article(), **columns)


def note(**columns):
    Note.objects.create(**{"article": make_article(), "written_by": make_user(), "text": "Why?"} | columns)


def told_twice(**columns):
    user, event = make_user(), Event.objects.first() or record(EventType.NOTED, make_article(), by=None)
    for _ in range(columns.pop("times", 2)):
        Notification.objects.create(user=user, event=event, **({"why": "noted"} | columns))


def preview_link(**columns):
    who = {"article": make_article(), "created_by": make_user(), "for_whom": "A lawyer"}
    for _ in range(columns.pop("times", 1)):
        PreviewLink.objects.create(**who | {"created_at": NOON, "expires_at": NOON + HOUR} | columns)


def segment(**columns):
    columns = {"language": "ko", "position": 0} | columns
    TranslatedSegment.objects.create(article=make_article(), **columns)


def day_digest(**columns):
    DayDigest.objects.create(**({"day": NOON.date(), "last_event_id": 1, "digest": "0" * 64} | columns))


def waiver(times=1, **columns):
    article, user = make_article(), make_user()
    for _ in range(times):
        known = {"language": "en", "code": "text.markdown", "fingerprint": "0" * 64, "reason": "So."}
        Waiver.objects.create(article=article, waived_by=user, **known | columns)


def at_twice():
    user, article = make_user(), make_article()
    for _ in range(2):
        Presence.objects.create(user=user, article=article)


def typed_twice():
    user = make_user()
    for _ in range(2):
        UnsavedTyping.objects.create(user=user, tab="one")


def page_version(**fields):
    page, _is_new = StandingPage.objects.get_or_create(slug="about")
    return StandingPageVersion.objects.create(**({"page": page, "language": "en", "number": 1} | fields))


def term_after_itself():
    term = Term.objects.create(name_en="Ministry")
    term.successor = term
    term.save()


def exclude_related(other_of, *, times):
    article = make_article()
    other = other_of(article)
    for _ in range(times):
        RelatedExclusion.objects.create(article=article, other=other)


def placed(**columns):
    """Make another placement of the first story."""
    article = columns.pop("article", None) or Article.objects.first() or make_article()
    where = {"language": "en", "scope": "front", "slot": "lead", "placed_from": NOON}
    Placement.objects.create(article=article, **where | columns)


def placed_twice(**columns):
    placed(), placed(**columns)


def two(make, *slugs, **same):
    for slug in slugs:
        make(slug, **same)


def redaction(**columns):
    known = {"words": "Dana Fictman", "ground": "court", "reference": "12/2026"}
    Redaction.objects.create(requested_by=make_user("asker", role=None), **known | columns)


REFUSED = {
    "related_exclusion_is_of_another": lambda: exclude_related(lambda article: article, times=1),
    "related_exclusion_once": lambda: exclude_related(lambda article: make_article(), times=2),
    "article_has_a_headline": lambda: force(Article, make_article().pk, title_en=""),
    "article_source_language_is_known": lambda: force(Article, make_article().pk, source_language="fr"),
    "article_topic_once": topic_twice,
    "author_is_named_in_both_languages": lambda: make_author(name_ko=""),
    "byline_once_per_role": byline_twice,
    "edition_byline_once": lambda: filed_twice(EditionByline, author=make_author()),
    "edition_correction_tells_what_it_corrects": lambda: edition(kind="correction"),
    "edition_ends_after_it_starts": lambda: another_edition(ends=NOON),
    "edition_is_a_notice_or_has_a_text": lambda: edition(summary=""),
    "edition_is_brief_when_it_has_no_body": lambda: edition(is_brief=True),
    "edition_is_imported_before_any_other": lambda: another_edition(kind="imported"),
    "edition_kind_is_known": lambda: edition(kind="rumour"),
    "edition_language_is_known": lambda: edition(language="fr"),
    "edition_number_is_unique": lambda: another_edition(number=1),
    "edition_one_open_per_language": lambda: another_edition(ends=None),
    "edition_picture_once": lambda: filed_twice(EditionPicture, image=image(), name="quay.jpg"),
    "edition_start_is_unique": lambda: another_edition(live_from=lambda first: first.live_from),
    "edition_topic_once": lambda: filed_twice(EditionTopic, topic=make_topic()),
    "edition_was_first_published_before_it_went_on": lambda: another_edition(
        first_published_at=lambda first: first.live_from + 2 * HOUR
    ),
    "front_page_record_language_is_known": lambda: page_records(language="fr"),
    "front_page_record_once": lambda: page_records(times=2),
    "image_focal_point_is_in_percent": lambda: image(focal_x=101),
    "legal_hold_is_released_for_a_reason": lambda: legal_hold(released_at=NOON),
    "note_is_resolved_by_somebody_at_some_time": lambda: note(resolved_at=NOON),
    "note_language_is_known": lambda: note(language="fr"),
    "note_passage_is_in_a_language": lambda: note(passage="The harbor"),
    "note_says_something": lambda: note(text=""),
    "notification_once_per_event": told_twice,
    "notification_reason_is_known": lambda: told_twice(times=1, why="whim"),
    "placement_banner_alone_has_words": lambda: placed(slot="banner"),
    "placement_ends_after_it_starts": lambda: placed(placed_until=NOON),
    "placement_front_lead_alone_is_presented": lambda: placed(slot="second", layout="big"),
    "placement_layout_is_known": lambda: placed(layout="huge"),
    "placement_language_is_known": lambda: placed(language="fr"),
    "placement_one_open_per_slot": lambda: placed_twice(article=make_article(), placed_from=NOON + HOUR),
    "placement_position_is_one_of_its_slot": lambda: placed(slot="second", position=5),
    "placement_slot_is_one_of_its_page": lambda: placed(slot="block"),
    "placement_story_open_once_per_page": lambda: placed_twice(slot="second", placed_from=NOON + HOUR),
    "presence_once_per_story": at_twice,
    "preview_link_expires_after_it_was_made": lambda: preview_link(expires_at=NOON),
    "preview_link_is_for_somebody": lambda: preview_link(for_whom=""),
    "preview_link_is_revoked_by_somebody_at_some_time": lambda: preview_link(revoked_at=NOON),
    "preview_link_once_per_token": lambda: preview_link(token_digest="x", times=2),
    "preview_link_language_is_known": lambda: preview_link(language="fr"),
    "progress_edition_is_known_as_a_whole": lambda: progress(latest_number=1),
    "progress_previous_edition_comes_before": lambda: progress(
        **latest(2), previous_number=1, previous_kind="original", previous_from=NOON
    ),
    "progress_language_is_known": lambda: progress(language="fr"),
    "progress_once_per_language": lambda: progress(language="ko"),
    "progress_priority_is_known": lambda: progress(priority=9),
    "progress_stage_is_known": lambda: progress(stage="lost"),
    "progress_wanted_is_known": lambda: progress(wanted="more"),
    "publication_is_one_row": lambda: make_publication(id=2),
    "redaction_forgets_its_words": lambda: redaction(canceled_at=NOON),
    "redaction_ground_is_known": lambda: redaction(ground="whim"),
    "redaction_has_a_reference": lambda: redaction(reference=""),
    "redaction_is_confirmed_by_a_second_person": lambda: redaction(words="", performed_at=NOON),
    "redaction_is_of_something_until_it_ends": lambda: redaction(words=""),
    "redaction_is_performed_or_canceled": lambda: redaction(
        words="", performed_by=make_user("second", role=None), performed_at=NOON, canceled_at=NOON
    ),
    "related_link_has_one_target": link_to_two,
    "related_link_is_not_to_itself": link_to_itself,
    "section_colour_is_known": lambda: make_section(colour="pink"),
    "section_is_named_in_both_languages": lambda: make_section(name_ko=""),
    "section_name_en_is_unique": lambda: two(make_section, "one", "two", name_en="World"),
    "section_name_ko_is_unique": lambda: two(make_section, "one", "two", name_ko="세계"),
    "source_has_a_name_or_address": source,
    "source_is_checked_by_somebody_at_some_time": lambda: source(name_en="Port", checked_at=NOON),
    "standing_page_version_is_numbered_once": lambda: [page_version() for _time in range(2)],
    "standing_page_version_language_is_known": lambda: page_version(language="fr"),
    "term_does_not_follow_itself": term_after_itself,
    "term_ends_after_it_starts": lambda: Term.objects.create(
        name_en="X", valid_from=NOON.date(), valid_until=NOON.date()
    ),
    "term_has_a_name": lambda: Term.objects.create(note="Nameless"),
    "term_kind_is_known": lambda: Term.objects.create(name_en="X", kind="myth"),
    "topic_has_a_name": lambda: make_topic(name_en="", name_ko=""),
    "topic_is_not_merged_into_itself": merged_into_itself,
    "topic_name_en_is_unique": lambda: two(make_topic, "one", "two", name_en="Ships"),
    "topic_name_ko_is_unique": lambda: two(make_topic, "one", "two", name_ko="배"),
    "translated_segment_has_a_side": lambda: segment(),
    "translated_segment_language_is_known": lambda: segment(language="fr", source_html="x", reason="x"),
    "translated_segment_is_a_draft_until_confirmed": lambda: segment(**DRAFTED, machine_at=NOON),
    "translated_segment_machine_draft_has_a_time": lambda: segment(**DRAFTED, is_draft=True),
    "translated_segment_left_out_says_why": lambda: segment(source_html="<p>x</p>"),
    "unsaved_typing_once_per_tab": typed_twice,
    "waiver_has_a_reason": lambda: waiver(reason=""),
    "day_digest_has_64_digits": lambda: day_digest(digest="0" * 63),
    "day_digest_covers_an_event": lambda: day_digest(last_event_id=0),
    "waiver_language_is_known": lambda: waiver(language="fr"),
    "waiver_once_per_finding": lambda: waiver(times=2),
}
# SQLite names the columns of a unique constraint, but the name of an index with a condition.
UNIQUE = "UNIQUE constraint failed"


def named_constraints():
    apps_here = map(apps.get_app_config, ("articles", "frontpage", "notifications"))
    models = [model for app in apps_here for model in app.get_models()]
    return {constraint.name for model in models for constraint in model._meta.constraints}


class TestConstraints:
    def test_each_constraint_is_tried_here(self):
        assert set(REFUSED) | set(REFUSED_CONTRIBUTIONS) | set(REFUSED_CONTRACTS) == named_constraints()

    @pytest.mark.django_db
    @pytest.mark.parametrize("name", REFUSED)
    def test_the_database_refuses(self, name):
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            REFUSED[name]()
        text = str(refusal.value)
        assert name in text or (connection.vendor == "sqlite" and UNIQUE in text)

    @pytest.mark.django_db
    @pytest.mark.postgresql
    @pytest.mark.parametrize("ends", [NOON + 2 * HOUR, NOON + 3 * HOUR])
    def test_intervals_do_not_overlap(self, ends):
        first = make_published(at=None).editions.get()
        force(Edition, first.pk, live_from=NOON, first_published_at=NOON, live_until=ends)
        copy = first.copy()
        copy.number, copy.live_from, copy.first_published_at = 2, NOON + HOUR, NOON
        with pytest.raises(IntegrityError, match="edition_intervals_do_not_overlap"), transaction.atomic():
            copy.save()
        copy.live_from = ends
        copy.save()

    @pytest.mark.django_db
    @pytest.mark.postgresql
    def test_no_place_is_held_twice_and_no_story_stands_twice_at_a_time(self):
        during = {"placed_from": NOON + HOUR, "placed_until": NOON + 3 * HOUR}
        placed(placed_until=NOON + 2 * HOUR)
        with pytest.raises(IntegrityError, match="placement_slot_holds_one_story"), transaction.atomic():
            placed(article=make_article(), **during)
        with pytest.raises(IntegrityError, match="placement_story_once_per_page"), transaction.atomic():
            placed(slot="block", section=make_section("arts"), **during)
        placed(placed_from=NOON + 2 * HOUR)
        placed(slot="banner", words="Harbor opens", **during)
        assert Placement.objects.count() == 3

    @pytest.mark.django_db
    def test_addresses_are_unique(self):
        for make in (
            make_section,
            make_author,
            make_topic,
            lambda slug: StandingPage.objects.create(slug=slug),
        ):
            make("one")
            with pytest.raises(IntegrityError), transaction.atomic():
                make("one") if make is not make_topic else Topic.objects.create(slug="one", name_en="X")

    @pytest.mark.django_db
    def test_two_topics_may_lack_a_name_in_one_language(self):
        two(make_topic, "one", "two", name_ko="")
        assert Topic.objects.filter(name_ko="").count() == 2

    @pytest.mark.django_db
    def test_people_are_never_deleted_with_their_work(self):
        editor = make_user()
        article = make_article(by=editor)
        perform("submit", article, language="en", by=editor)
        author = make_author(user=editor)
        article.bylines.create(author=author)
        for person in (editor, author):
            with pytest.raises(ProtectedError):
                person.delete()
        assert (Author.objects.count(), Publication.objects.count(), Section.objects.count()) == (1, 0, 1)

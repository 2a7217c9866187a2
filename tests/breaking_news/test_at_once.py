"""Breaking news from two windows at the same moment, each with its own connection."""

import pytest

from articles.models import Article, Edition
from articles.publishing import broken_seals
from newsroom.breaking_news.models import BreakingStory
from newsroom.breaking_news.publication import PublishedMeanwhile
from newsroom.frontpage import placements
from newsroom.frontpage.models import Placement
from newsroom.frontpage.placement_session import PlacementConflict
from tests.breaking_news.news import KEY, OTHER_KEY, make_news, publish_news
from tests.factories import make_published, make_user
from tests.frontpage.slots import LEAD
from tests.together import together


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.mark.real_clock
    def test_a_double_press_publishes_one_story(self):
        editor, news = make_user(), make_news()
        stories = together(*[lambda: publish_news(editor, news)] * 3)
        assert {type(one) for one in stories} == {BreakingStory}, stories
        assert len({one.pk for one in stories}) == Article.objects.count() == 1
        assert Edition.objects.count() == 2
        assert list(broken_seals()) == []

    def test_of_two_editors_the_second_is_shown_the_story_of_the_first(self):
        jane, minho, news = make_user("jane"), make_user("minho"), make_news()
        results = together(
            lambda: publish_news(jane, news, key=KEY, seen=0),
            lambda: publish_news(minho, news, key=OTHER_KEY, seen=0),
        )
        [refusal] = [one for one in results if isinstance(one, Exception)]
        assert isinstance(refusal, PublishedMeanwhile), results
        assert Article.objects.count() == 1
        assert Placement.objects.active().count() == 4

    def test_it_and_a_placement_by_hand_do_not_wait_for_each_other(self):
        editor, earlier = make_user(), make_published(languages=("en", "ko"))
        news = make_news()
        results = together(
            lambda: publish_news(editor, news),
            lambda: placements.place_story(earlier, LEAD, by=None),
        )
        allowed = BreakingStory | placements.PlacementStep | PlacementConflict
        assert all(isinstance(one, allowed) for one in results), results
        assert Placement.objects.at_position(LEAD).active().count() == 1

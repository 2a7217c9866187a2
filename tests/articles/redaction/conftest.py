import pytest

from tests.articles.redaction.copies import make_story
from tests.factories import make_user


@pytest.fixture
def people(db):
    """Return the person who requests a redaction, and the second person."""
    return make_user("asker"), make_user("second")


@pytest.fixture
def story(people):
    return make_story(people)

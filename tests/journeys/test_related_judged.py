"""Related stories of the demonstration, compared with choices made by hand."""

from io import StringIO

import pytest
from django.core.management import call_command

from articles.models import Edition
from newsroom.related.models import Relation
from tests.demo.loading import white_pictures

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

# Words of headlines: (story, stories that are related, stories that would be nonsense).
JUDGED = [
    ("Strait Pact Talks", {"Strait by the Numbers", "Storm Buoys"}, {"Kelp Snacks", "Libraries", "Cisterns"}),
    ("Night Ferry", {"Strait by the Numbers", "Bus 14"}, {"Kelp Snacks", "Orchestra", "Cisterns"}),
    ("Storm Buoys", {"Strait Pact Talks", "Tide Clock"}, {"Kelp Snacks", "Alley Libraries", "Bus 14"}),
    ("Strait by the Numbers", {"Strait Pact Talks", "Night Ferry"}, {"Orchestra", "Cisterns"}),
    ("Bus 14", {"Night Ferry"}, {"Seagrass", "Kelp Snacks"}),
    ("차림표에 빈칸", {"Kelp Snacks"}, {"Alley Libraries", "Tide Clock", "Cisterns"}),
    ("Breakwater Lamp", {"Last Keeper"}, {"Kelp Snacks", "Credit Union", "Alley Libraries"}),
    ("Last Keeper", {"Storm Buoys"}, {"Kelp Snacks", "Orchestra", "Credit Union"}),
    ("Alley Libraries", set(), {"Kelp Snacks", "Seagrass", "Storm Buoys", "Tide Clock"}),
]  # fmt: skip


@pytest.fixture
def headlines(settings, tmp_path):
    """Relate the stories of the demonstration; return {id of a story: its headlines}."""
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    with white_pictures():
        call_command("load_demo", stdout=StringIO())
    call_command("relate_stories", stderr=StringIO())
    found = {}
    for number, headline in Edition.objects.live().values_list("article", "headline"):
        found[number] = f"{found.get(number, '')} {headline}"
    return found


def test_what_belongs_together_is_found_and_nonsense_is_not(headlines):
    missed, false = [], []
    for words, belongs, nonsense in JUDGED:
        [number] = [one for one, headline in headlines.items() if words in headline]
        rows = Relation.objects.filter(article_id=number)
        beside = " ".join(headlines.get(other, "") for other in rows.values_list("other_id", flat=True))
        missed += [(words, other) for other in belongs if other not in beside]
        false += [(words, other) for other in nonsense if other in beside]
    assert (missed, false) == ([], [])

"""Rules of layout on every type of readers' page, at five widths, in both languages.

Stored pictures would differ with the fonts of a machine and the version of a browser, and would repeat a
defect that was there when they were taken. The rules (layout_rules.js) are geometry: they hold with any font,
and name the element that breaks them. `make sheets before=COMMIT` compares pixels on one machine.
"""

from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

from articles.models import Article
from tests.browser.layout import RULES, layout_faults
from tests.demo.loading import white_pictures
from tools.screens.sheets import PAGE_TYPES, WIDTHS, day_of_stories

pytestmark = pytest.mark.django_db(transaction=True)

# Faults, and what is in <main> of a page that has them: 400 pixels wide, in a font of any machine.
SVG = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='90' height='60'/>"
FAULTS = {
    "wider than its window": "<p style='width: 500px'>Words</p>",
    "not one <h1>": "<h1>Another</h1>",
    "beyond the window": "<p style='margin-left: -50px'>Words</p>",
    "Hangul that breaks within words": "<p lang='ko'>달무리신문</p>",
    "cut off": "<p style='width: 60px; overflow: hidden; white-space: nowrap'>Words and more words</p>",
    "words over a picture": f"<img src=\"{SVG}\"><p style='margin-top: -40px'>Words</p>",
    "words that touch a picture": f"<img src=\"{SVG}\" style='float: left'><p>Words</p>",
    "words over words": "<p>Some words</p><p style='margin-top: -20px'>Other words</p>",
    "words under a box": "<p>Words</p><div style='margin-top: -20px; height: 20px; background: red'></div>",
    "words in another card": "<p class='card'>Words</p>"
    "<div class='card' style='margin-top: -20px; height: 40px'></div>",
    "a picture over a picture": f'<img src="{SVG}"><br><img src="{SVG}" style=\'margin-top: -9px\'>',
    "empty": "<ul style='height: 20px'></ul>",
    "a picture that is not there": "<img src='data:image/png,' width='90' height='60'>",
    "a stretched picture": f"<img src=\"{SVG}\" width='90' height='90'>",
    "two rules with nothing between": "<hr><section style='border-top: 1px solid'><p>Words</p></section>",
    "not in one line": "<ol class='blocks'><li>1<br>2</li><li style='margin-top: 9px'>3<br>4</li></ol>",
    "too small to tap": "<button style='height: 15px'>Words</button>",
    "lines of": "<div class='body'><p style='font-size: 4px'>" + "Many words. " * 60 + "</p></div>",
    "a button apart from its words": "<p class='mention'><label>Words</label><br><button>i</button></p>",
    "a story twice": "<h2 class='card__headline'><a href='/1/'>Once</a></h2>" * 2,
}
STYLE = "* { margin: 0; } p, h1, h2 { margin-top: 40px; } hr { border: 0; border-top: 1px solid; } "
STYLE += ".blocks { display: flex; list-style: none; padding: 0; }"


@pytest.mark.parametrize("fault", FAULTS)
def test_each_rule_finds_its_fault(chromium, fault):
    page = chromium.new_page(viewport={"width": 400, "height": 600})
    head = f"<!doctype html><html lang='en'><style>{STYLE}</style><header></header><main>"
    page.set_content(f"{head}<h1>Headline</h1><p>Words.</p></main><footer></footer>")
    assert page.evaluate(RULES) == []
    page.set_content(f"{head}<h1>Headline</h1>{FAULTS[fault]}</main><footer></footer>")
    found = page.evaluate(RULES)
    page.close()
    assert any(one.startswith(fault) for one in found), found


@pytest.fixture
def newsroom(settings, tmp_path):
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    with white_pictures():
        call_command("load_demo", password="correct horse battery", stdout=StringIO())


@pytest.mark.long
def test_every_page_type_keeps_the_rules(new_page, newsroom, client, live_server):
    """One test, because the newsroom takes as long to load as all pages to look at."""
    client.force_login(get_user_model().objects.get(username="managing"))
    page, found = new_page(expect_problems=True), []
    session = client.cookies["sessionid"].value
    page.context.add_cookies(
        [{"name": "sessionid", "value": session, "url": f"{live_server.url}/admin/preview/"}]
    )
    story, day = dict(Article.objects.values_list("slug_en", "pk")), day_of_stories()
    for language in ("en", "ko"):
        for one in PAGE_TYPES:
            page.goto(one.path(language, story, day))
            found += layout_faults(page, WIDTHS)
    assert not found, "\n".join(found)

"""Readers' pages on narrow screens, at large text and by keyboard, in a real browser."""

import itertools

import pytest

from articles.models import Section
from articles.publishing import withdraw
from newsroom.public.frame import Frame
from newsroom.search.consumer import catch_up
from tests.factories import make_author, make_publication
from tests.public.newsdesk import make_image, tell

pytestmark = pytest.mark.django_db(transaction=True)

WORD = "해온해협관리위원회산하국제항만물류통계공동집계추진단장직무대행후보추천위원회구성안"
LABELLED = '<aside data-kind="why-it-matters"><p>Because.</p></aside>'
TABLE = "<table><tbody><tr>" + "<td>1,842,000</td>" * 9 + "</tr></tbody></table>"


@pytest.fixture
def story():
    make_publication()
    return tell(
        languages=("en", "ko"),
        title_en="A Headline of " + "Many Words " * 12,
        title_ko=WORD,
        slug_en="many-words",
        slug_ko="many-words",
        body_en=f"<p>Text.</p>{LABELLED}{TABLE}",
        lead_image=make_image(),
    )


@pytest.fixture
def addresses(story):
    """Addresses of the front page, a section, the story and an error, by language."""
    section = Section.objects.get().pk
    return {
        language: [
            f"/{language}/",
            Frame.read(language).sections[section].url,
            f"/{language}/articles/{story.pk}/",
            f"/{language}/no/",
        ]
        for language in ("en", "ko")
    }


def read_at(page, size):
    """Let the pages that are opened from now on have a size of text."""
    page.goto("/static/css/front.css")  # of the same origin
    page.evaluate("(size) => localStorage.setItem('comfort-size', size)", size)


def runs_over(page):
    """Return by how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


IS_FOCUS_INSIDE = """() => {
    const link = document.activeElement, box = link.getBoundingClientRect();
    const row = link.closest(".sections").getBoundingClientRect(), style = getComputedStyle(link);
    const beyond = parseFloat(style.outlineOffset) + parseFloat(style.outlineWidth);
    const below = row.bottom - box.bottom;
    return box.left - row.left >= beyond && box.top - row.top >= beyond && below >= beyond;
}"""


class TestNarrowPage:
    def test_scrolls_in_one_direction_only_and_cuts_no_focus_in_the_row_of_sections(
        self, same_page, addresses
    ):
        page = same_page(width=320, height=640)
        for size in ("", "largest"):
            read_at(page, size)
            for address in itertools.chain(*addresses.values()):
                page.goto(address)
                assert runs_over(page) <= 0, (size, address)
                page.locator(".sections a").first.focus()
                assert page.evaluate(IS_FOCUS_INSIDE), (size, address)

    def test_keeps_the_name_of_the_other_language_in_one_line_and_shows_the_panel(self, same_page, addresses):
        page = same_page(width=320, height=640)
        read_at(page, "largest")
        for front_page, *_others in addresses.values():
            page.goto(front_page)
            for width in (768, 320):
                page.set_viewport_size({"width": width, "height": 640})
                box = page.locator(".masthead__language").bounding_box()
                assert box["width"] > box["height"], (front_page, width)
            page.locator(".comfort > summary").click()
            box = page.locator(".comfort__panel").bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 320, front_page


BROKEN_WORDS = """(elements) => elements.flatMap((element) => {
    const broken = [], range = document.createRange();
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        for (const word of texts.currentNode.data.matchAll(/[^\\s-]+/g)) {
            range.setStart(texts.currentNode, word.index);
            range.setEnd(texts.currentNode, word.index + word[0].length);
            if (range.getClientRects().length > 1) broken.push(word[0]);
        }
    }
    return broken;
})"""
NAMES = ".masthead__name, h1, .card__headline, .related__title, .both__choice label"


class TestTwiceTheTextSize:
    """A phone of 390 pixels whose browser sets all text twice as large."""

    def test_breaks_no_word_of_a_name_or_headline(self, same_page, transactional_db):
        make_publication(name_en="The Dalmuri Courier")
        author, words = make_author(name_en="So Na-gi", photo=make_image()), "Passengers Outnumber Containers"
        filed = {"authors": [author], "lead_image": make_image()}
        stories = [tell(title_en=f"{words} {number}", **filed) for number in range(6)]
        related = [{"target": story} for story in stories[:2]]
        last = tell(languages=("en", "ko"), related=related, **filed)
        catch_up()
        page = same_page(width=390, height=844)
        lists = ("/en/sections/economy/", f"/en/authors/{author.slug}/", "/en/search/?q=passengers")
        story = f"/en/articles/{last.pk}/x/"
        for address in ("/en/", story, f"{story}history/", f"{story}side-by-side/", *lists):
            page.goto(address)
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            assert page.locator(NAMES).evaluate_all(BROKEN_WORDS) == [], address
            assert runs_over(page) <= 0, address

    def test_shows_the_whole_panel_for_comfort_below_the_name(self, same_page, transactional_db):
        make_publication(name_en="The Dalmuri Courier")
        page = same_page(width=390, height=844)
        page.goto("/en/")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        page.locator(".comfort > summary").click()
        panel = page.locator(".comfort__panel").bounding_box()
        assert panel["x"] >= 0
        assert panel["x"] + panel["width"] <= 390


class TestWordsBesideAHighPicture:
    """Between a phone and a desk, and on paper, the picture of a list is higher than a short headline."""

    def test_begin_at_its_top_and_stay_together(self, same_page, transactional_db):
        make_publication()
        shown = tell(lead_image=make_image(), number=" 1")
        story = tell(lead_image=make_image(), related=[{"target": shown}])
        page = same_page(width=700, height=900)
        apart = """(kickers) => kickers.filter((one) => one.checkVisibility()).map((one) =>
            one.nextElementSibling.getBoundingClientRect().top - one.getBoundingClientRect().bottom)"""
        for address, part in (("/en/no/", ".cards"), (f"/en/articles/{story.pk}/", ".related")):
            page.goto(address)
            for medium in ("screen", "print"):
                page.emulate_media(media=medium)
                gaps = page.locator(f"{part} .kicker").evaluate_all(apart)
                assert all(gap < 12 for gap in gaps), (address, medium, gaps)


EDGES = ".heading-label, .passage__label, .picture--lead, .story__head h1"


class TestWidePage:
    def test_lets_nothing_stand_left_of_its_edge(self, same_page, addresses):
        """Elements in the margin need more room as text grows, and no scrolling reaches left of it."""
        page = same_page()
        read_at(page, "largest")
        for _front_page, _section, story, _error in addresses.values():
            page.goto(story)
            for width in (1024, 1120, 1200):
                page.set_viewport_size({"width": width, "height": 900})
                lefts = "boxes => Math.min(...boxes.map(box => box.getBoundingClientRect().left))"
                assert 0 <= page.locator(EDGES).evaluate_all(lefts) < width, (story, width)
                assert runs_over(page) <= 0, (story, width)


class TestPrintedStory:
    def test_has_two_columns_and_its_address_but_no_navigation_and_no_triangle(self, same_page, addresses):
        page = same_page(width=800, height=640)
        page.emulate_media(media="print")
        marker = "summary => getComputedStyle(summary).listStyleType"
        for _front_page, _section, story, _error in addresses.values():
            page.goto(story)
            assert not page.get_by_role("navigation").filter(visible=True).count()
            assert page.locator(".print-only").is_visible()
            assert page.locator(".body").evaluate("body => getComputedStyle(body).columnCount") == "2"
            assert page.locator(".version > summary").evaluate(marker) == "none", story


class TestCredit:
    def test_a_name_with_a_hyphen_stays_on_one_line(self, same_page, transactional_db):
        make_publication()
        image = make_image(caption_en="The crane of the quay.", credit_en="Photo by Kim Seo-yeon")
        story = tell(lead_image=image)
        page = same_page(width=320)
        page.goto(f"/en/articles/{story.pk}/x/")
        lines = page.locator(".picture__credit").evaluate("""(credit) => {
            const heights = [];
            for (let width = 400; width >= 180; width -= 5) {
                credit.parentElement.style.inlineSize = `${width}px`;
                heights.push(credit.getBoundingClientRect().height);
            }
            return new Set(heights).size;
        }""")
        assert lines == 1


class TestNamesWithHyphens:
    def test_no_line_of_a_caption_or_byline_ends_within_one(self, same_page, transactional_db):
        make_publication()
        lead = make_image(caption_en="The crane of the quay, says Kim Seo-yeon, is old.")
        image = make_image(caption_en="The council with Min-ji Park at noon.")
        body = f'<p>Text.</p><figure data-image="{image.pk}"><figcaption></figcaption></figure>' * 2
        body += f'<figure data-image="{image.pk}"><figcaption>Here is Lee Min-ho.</figcaption></figure>'
        story = tell(lead_image=lead, body_en=body)
        gone = tell(number=2, authors=[make_author(name_en="Ban Ha-neul")])
        withdraw(gone, "en", by=None, note="It was wrong.")
        page = same_page(width=320)
        for one, names in ((story, 4), (gone, 1)):
            page.goto(f"/en/articles/{one.pk}/x/")
            assert self.broken_names(page) == []
            assert page.locator(".whole-name, .byline__name").count() == names

    def broken_names(self, page):
        """Return the names with a hyphen that some line ends within, at any width of their block."""
        return page.locator("figcaption, .byline").evaluate_all("""(blocks) => {
            const broken = new Set();
            for (const block of blocks)
                for (let width = 400; width >= 90; width -= 5) {
                    block.style.inlineSize = `${width}px`;
                    const texts = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
                    for (let text = texts.nextNode(); text; text = texts.nextNode())
                        for (const { index, 0: name } of text.data.matchAll(/[A-Z][a-z]+-[a-z]+/g)) {
                            const range = document.createRange();
                            range.setStart(text, index);
                            range.setEnd(text, index + name.length);
                            if (range.getClientRects().length > 1) broken.add(name);
                        }
                }
            return [...broken];
        }""")


class TestPaper:
    """An A4 page is 794 pixels wide."""

    def test_nothing_is_cut_at_its_edge(self, same_page, transactional_db):
        make_publication()
        story = tell(languages=("en", "ko"), lead_image=make_image(), title_ko=WORD)
        page = same_page(width=794, height=1123)
        page.emulate_media(media="print")
        for language in ("en", "ko"):
            address = f"/{language}/articles/{story.pk}/x/"
            for each in (f"/{language}/", address, f"{address}side-by-side/"):
                page.goto(each)
                assert runs_over(page) <= 0, each
                names = "boxes => boxes.map(box => box.getBoundingClientRect().right)"
                assert max(page.locator(".masthead__name").evaluate_all(names)) <= 794, each

    def test_a_table_stays_within_its_columns(self, same_page, transactional_db):
        make_publication()
        page = same_page(width=672, height=1000)  # an A4 page within its margins
        page.emulate_media(media="print")
        rights = "boxes => boxes.map(box => box.getBoundingClientRect().right)"
        for columns in (3, 4, 9, 20):
            rows = ("<tr>" + "<td>1,842,000 tons</td>" * columns + "</tr>") * 3
            table = f"<table><tbody>{rows}</tbody></table>"
            story = tell(number=columns, body_en=f"<p>Text.</p>{table}" + "<p>More text.</p>" * 20)
            page.goto(f"/en/articles/{story.pk}/x/")
            [table], [room] = (page.locator(each).evaluate_all(rights) for each in ("table", ".table-scroll"))
            assert table <= room + 1, columns
            assert room <= (672 if columns > 3 else 330), columns

"""Hypothesis strategies for the inline HTML of segments, as bodies store it."""

from hypothesis import settings
from hypothesis import strategies as st

from articles.body.containers import canonical_line
from articles.text.canonical_html import BREAK, Leaf

LINK = 'a href="https://example.com/a?b=c&amp;d=e"'
STORY = 'a data-article="1042"'

often = settings(max_examples=300, deadline=None)

_VALUES = {
    "a": st.sampled_from([LINK, STORY, 'a data-topic="7"', 'a data-term="7"']),
    "span": st.sampled_from(['span lang="ko"', 'span lang="en-GB"']),
    **{name: st.just(name) for name in ("strong", "em", "sub", "sup")},
}
_WORDS = st.sampled_from(["⟨1⟩", "⟨⟨/em⟩", "10\u00a0km", "§§ a.1", "> \\*"]) | st.text(
    st.sampled_from("ab가나 \u00a0⟨⟩1/<>&\"'\u0338") | st.characters(codec="utf-8"), max_size=6
)


def _possible(leaf):
    """Return the leaf without superscript if it is subscript too."""
    is_both = "sub" in leaf.marks and "sup" in leaf.marks
    return leaf._replace(
        marks={name: mark for name, mark in leaf.marks.items() if name != "sup" or not is_both}
    )


_LEAVES = st.builds(Leaf, _WORDS | st.just(BREAK), st.fixed_dictionaries({}, optional=_VALUES)).map(_possible)
canonical = st.lists(_LEAVES, max_size=8).map(canonical_line)

"""Functions that take text from outside, by name, each as a function of one text."""

import contextlib
from datetime import date
from html import escape
from types import SimpleNamespace

from articles import body
from articles.body import charts, content, normal_form, plain_html, render, sanitise
from articles.body.manuscript import line_shapes, story_text
from articles.body.manuscript.draft import TextRefused
from articles.checks.discrepancies import pair_discrepancies
from articles.checks.pairs import InlineText, SegmentPair, fact_pieces, marked_facts
from articles.checks.places import unknown_places
from articles.media import embed_facts
from articles.redaction.passages import plain_lines
from articles.redaction.performing import LONGEST
from articles.redaction.registry import Removal, expressions_of
from articles.text import (
    attributions,
    canonical_html,
    changed_facts,
    differences,
    edition_alignment,
    freshness,
    glossary,
    inline_tags,
    leftovers,
    merge,
    name_sounds,
    names,
    punctuation,
    quotation_faults,
    script,
    segment_positions,
    segments,
    sentences,
)
from articles.text.figures import comparison, contradictions, lunar
from articles.text.korean import jamo, particles
from articles.text.places import countries, country_mentions
from articles.text.search import english_stems, highlights, query, words
from newsroom.identity.configuration import OUTSIDE
from newsroom.interchange import glossary_csv, text_files, tmx_format
from newsroom.interchange.archive import files, importer, markup
from newsroom.interchange.archive.posts import ArchiveRefused
from newsroom.interchange.xliff import document
from newsroom.interchange.xliff import formats as translation_files
from newsroom.machine_translation import verdicts
from newsroom.machine_translation.connectors import from_xml, to_xml
from newsroom.public.article.page import table_of_contents
from newsroom.public.feeds import feed
from newsroom.public.fonts import letters_by_font
from newsroom.public.head import write_json_ld
from newsroom.redirects import exchange as redirect_files
from newsroom.redirects import models as old_addresses
from newsroom.translations import memory_entries as memory
from newsroom.translations import rows as translation_rows

DAY = date(2026, 3, 2)
ASKED = "harbor 정부 rate 올린다 “harbor rate”"
SOUGHT = [names.SoughtName(one, one) for one in "rate,정부,Haeon Strait,a,가,산업 통상 자원부".split(",")]
TERMS = (
    glossary.GlossaryEntry(
        "rate", en=glossary.TermForms("rate", wrong=("a",)), ko=glossary.TermForms("정부")
    ),
    glossary.GlossaryEntry("word", en=glossary.TermForms("xX"), ko=glossary.TermForms("가", wrong=("은는",))),
)
RESOLVER = SimpleNamespace(
    article=lambda pk: None, topic=lambda pk: None, image=lambda pk: None, term=lambda pk: None
)


def paragraph(text):
    return sanitise(f"<p>{escape(text, quote=False)}</p>")


def passages(text):
    """Return a body of many short paragraphs."""
    parts = (text[place : place + 80] for place in range(0, len(text), 80))
    return "".join(f"<p>{escape(part.strip(), quote=False) or 'a'}</p>" for part in parts)


def chart(name, figure, title=""):
    """Return a body with a table of one row, shown as a chart."""
    title, name, figure = (escape(words, quote=False) for words in (title, name, figure))
    cells = f"<caption>{title}</caption><tr><th>{name}</th><td>{figure}</td></tr>"
    return sanitise(f'<table data-chart="bars">{cells}</table>')


def embed(text):
    return sanitise(f'<figure data-embed="x:1" data-title="{escape(text)}">{escape(text)}</figure>')


def changed(text):
    """Return the text with every tenth letter replaced."""
    return "".join("z" if place % 10 == 5 else letter for place, letter in enumerate(text))


def read_story(format, language):
    def read(text):
        with contextlib.suppress(TextRefused):
            story_text.read_story_text(text, language=language, format=format, insight_names=["Insight"])

    return read


def refused(function):
    """Return a function that calls another and ignores FileRefused and ArchiveRefused."""

    def read(text):
        with contextlib.suppress(text_files.FileRefused, ArchiveRefused):
            function(text)

    return read


def xliff_of(text):
    unit = document.OutgoingUnit("u1", "p", paragraph(text)[3:-4], paragraph(changed(text))[3:-4])
    return [document.OutgoingStory("1", "en", "ko", text[:100], "0" * 64, (unit,))]


def sides_of(text):
    return [segments.segments_in(passages(one)) for one in (text, changed(text))]


def records_of(text):
    made = segments.segments_in(passages(text))
    return [freshness.RecordedTranslation((one,), (one,)) for one in made]


def lay_out(text):
    sides = passages(text), passages(changed(text))
    count = len(segments.segments_in(sides[0]))
    layout = segment_positions.TranslationLayout(*sides, {place: [place] for place in range(0, count, 2)})
    layout.insert(count // 2, "a")
    return layout.html()


def face(text):
    blocks = [edition_alignment.facing_blocks("a", "b", passages(one)) for one in (text, changed(text))]
    pairs = [({place}, {place}, None) for place in range(min(map(len, blocks)))]
    edition_alignment.facing_rows(*blocks, pairs)


def compare_pair(text, source):
    html, other = (escape(one, quote=False) for one in (text, changed(text)))
    pair = SegmentPair(html, other, source, "p", DAY)
    facts = marked_facts(pair, TERMS, pair_discrepancies(pair, TERMS))
    fact_pieces(pair.source_inline.text, facts, is_source=True)


def judge_draft(text, language):
    """Judge two machine translations into a language: an identical text, and a slightly different one."""
    for source in (text, changed(text)):
        with contextlib.suppress(verdicts.RejectedAnswer):
            judged = verdicts.JudgedSegment(paragraph(source)[3:-4], language, "p", DAY)
            verdicts.judge_answer(text, judged, TERMS)


def pulled(text):
    """Return a body that has a text twice: as a paragraph, and in a pull quote."""
    return sanitise(f'<p>{escape(text)}</p><blockquote data-kind="pull-quote"><p>{escape(text)}</p>')


def in_english(function):
    return lambda text: function(text, "en")


def in_korean(function):
    return lambda text: function(text, "ko")


# Functions that one of these always calls have no entry of their own.
FUNCTIONS = {
    # articles.body
    "clean_address": normal_form.clean_address,
    "clean_address, http": lambda text: normal_form.clean_address(f"http://{text}"),
    "clean_address, mailto": lambda text: normal_form.clean_address(f"mailto:{text}"),
    "clean_text": normal_form.clean_text,
    "drop_surrogates": normal_form.drop_surrogates,
    "sanitise, text": paragraph,
    "sanitise, markup": sanitise,
    "sanitise, a link": lambda text: sanitise(f'<p><a href="{text}">{text}</a></p>'),
    "sanitise, a table": lambda text: sanitise(f"<table><tr><td>{text.replace(' ', '<td>')}</table>"),
    "sanitise, an embed": embed,
    "render, an embed": lambda text: render(embed(text), language="ko", resolver=RESOLVER),
    "plain_line of a provider": lambda text: embed_facts.plain_line(text, len(text)),
    "references": lambda text: content.references(sanitise(text)),
    "link_words": lambda text: content.link_words(sanitise(text)),
    "changed_facts, en": lambda text: changed_facts.changed_facts([text, "a"], [changed(text)], "en"),
    "changed_facts, ko": lambda text: changed_facts.changed_facts([text, "a"], [changed(text)], "ko"),
    "charts_in, a figure": lambda text: charts.charts_in(chart("a", text)),
    "charts_in, a name": lambda text: charts.charts_in(chart(text, "1")),
    "charts_in, a title": lambda text: charts.charts_in(chart("a", "1", text)),
    "plain_text": lambda text: content.plain_text(passages(text)),
    "body_blocks": lambda text: content.body_blocks(passages(text)),
    "body_passages": lambda text: content.body_passages(passages(text)),
    "without_tables": content.without_tables,
    "are_said_in_text": lambda text: content.are_said_in_text(pulled(text)),
    "without_repetitions": lambda text: content.without_repetitions(pulled(text)),
    "without_pull_quotes": content.without_pull_quotes,
    "without_galleries": lambda text: body.without_galleries(f"<{content.GALLERY}>{text}"),
    "mute_marks": lambda text: content.mute_marks(f"<p><span lang='en'>{escape(text)}</span></p>"),
    "plain_html": lambda text: plain_html(sanitise(text), language="en", resolver=RESOLVER),
    "render": lambda text: render(sanitise(text), language="ko", resolver=RESOLVER),
    "render, passages": lambda text: render(passages(text), language="en", resolver=RESOLVER),
    "marks_to_html": line_shapes.marks_to_html,
    "strip_marks": line_shapes.strip_marks,
    "is_heading_like": line_shapes.is_heading_like,
    "is_quotation": lambda text: line_shapes.is_quotation(f"“{text}”"),
    "split_quotation": line_shapes.split_quotation,
    "split_label": lambda text: line_shapes.split_label(text, ["Insight"]),
    "unknown_label": line_shapes.unknown_label,
    "related_start": line_shapes.related_start,
    "without_marker": line_shapes.without_marker,
    "read_story_text": read_story("", "en"),
    "read_story_text, labelled": read_story("labelled", "ko"),
    "read_story_text, labelled body": lambda text: read_story("labelled", "en")(f"a\n\nb.\n\n{text}"),
    "read_story_text, Markdown": lambda text: read_story("markdown", "en")(f"# a\n\n{text}"),
    "read_story_text, front matter": lambda text: read_story("", "en")(f"---\ntitle: a\n{text}\n---\nb"),
    "read_story_text, related": lambda text: read_story("labelled", "en")(
        f"a\n\nb\n\nRelated stories\n{text}"
    ),
    # articles.redaction
    "Removal.text": Removal(["rate rate", "정부", "a b", "xX"], 7).text,
    "Removal.text, a caption": lambda text: Removal([], 7).text(f'<figure data-image="7"><figcaption>{text}'),
    "Removal.address": lambda text: Removal(["rate", "a", "정부"]).address(text, "story"),
    # Forms refuse expressions longer than LONGEST. With longer ones, this would measure re.compile.
    "Removal of expressions": lambda text: Removal(expressions_of(text[:LONGEST])).text(text),
    "plain_lines": plain_lines,
    # articles.text
    "names_by_sound": lambda text: name_sounds.names_by_sound("No Eul-bit", text),
    "names_by_sound, of Hangul": lambda text: name_sounds.names_by_sound("노을빛", text),
    "html_tokens": lambda text: list(canonical_html.html_tokens(text)),
    "read_leaves": canonical_html.read_leaves,
    "write_leaves": lambda text: canonical_html.write_leaves(canonical_html.read_leaves(sanitise(text))),
    "parse_body": canonical_html.parse_body,
    "differences": lambda text: differences.differences(text, changed(text)),
    "compare_passages": lambda text: differences.compare_passages(
        *([one[n : n + 40] for n in range(0, len(one), 40)] for one in (text, changed(text)))
    ),
    "compare_passages, one": lambda text: differences.compare_passages([text], [changed(text)]),
    "compare_sentences": lambda text: differences.compare_sentences(text, changed(text)),
    "find_figures, English": in_english(comparison.find_figures),
    "find_figures, Korean": in_korean(comparison.find_figures),
    "find_figures, lunar": lambda text: comparison.find_figures(f"lunar {text}", "en"),
    "without_lunar_dates": lunar.without_lunar_dates,
    "misdated_weekdays, English": lambda text: contradictions.misdated_weekdays(text, "en", DAY),
    "misdated_weekdays, Korean": lambda text: contradictions.misdated_weekdays(text, "ko", DAY),
    "derived_forms": in_korean(names.derived_forms),
    "is_historical_use": lambda text: names.is_historical_use(
        text, len(text) // 2, len(text) // 2 + 2, DAY, DAY
    ),
    "term_occurrences, English": lambda text: list(glossary.term_occurrences(text, "en", TERMS)),
    "term_occurrences, Korean": lambda text: list(glossary.term_occurrences(text, "ko", TERMS)),
    "encode_tags": lambda text: inline_tags.encode_tags(sanitise(text)),
    "encode_tags, against": lambda text: inline_tags.encode_tags(
        sanitise(text), inline_tags.encode_tags(sanitise(changed(text))).tags
    ),
    "decode_tags": lambda text: inline_tags.decode_tags(text, ["<b>", "</b>"], []),
    "unused_tags": lambda text: inline_tags.unused_tags(text, ["<b>", "</b>"]),
    "mentioned_keys": lambda text: names.mentioned_keys(text, [("a", 1), ("kim ha-neul", 2), ("김하늘", 3)]),
    "merge_text": lambda text: merge.merge_text(text, changed(text), text[1:]),
    "merge_blocks": lambda text: merge.merge_blocks(
        *(content.body_blocks(passages(one)) for one in (text, changed(text), text[1:]))
    ),
    "merge_blocks, one": lambda text: merge.merge_blocks([text], [changed(text)], [text[1:]]),
    "apply_corrections": lambda text: merge.apply_corrections(
        *([one[n : n + 40] for n in range(0, len(one), 40)] for one in (text, changed(text), text[7:]))
    ),
    "find_names": lambda text: names.find_names(text, SOUGHT),
    "possible_names": lambda text: names.possible_names(text, SOUGHT),
    "is_proper": names.is_proper,
    "find_names, a name": lambda text: names.find_names("a harbor", [names.SoughtName(1, text)]),
    "typeset_body": lambda text: punctuation.typeset_body(paragraph(text)),
    "stray_marks": punctuation.stray_marks,
    "quotations": punctuation.quotations,
    "markdown_in": punctuation.markdown_in,
    "keep_together": punctuation.keep_together,
    "quotation_faults": lambda text: quotation_faults.quotation_faults([(text, True), (text, True)]),
    "correct_body": lambda text: quotation_faults.correct_body(f"<p>{sanitise(text)}</p>", text, text, "a"),
    "is_continued": lambda text: punctuation.is_continued(text, text),
    "count_words, English": in_english(sentences.count_words),
    "count_words, Korean": in_korean(sentences.count_words),
    "language_of": script.language_of,
    "foreign_passages, English": in_english(script.foreign_passages),
    "foreign_passages, Korean": in_korean(script.foreign_passages),
    "segments_in": lambda text: segments.segments_in(passages(text)),
    "segments_digest": lambda text: segments.segments_digest(
        segments.segments_of(text, text, passages(text))
    ),
    "sentences": sentences.sentences,
    "sentence_at": lambda text: sentences.sentence_at(text, len(text) // 2),
    "vague_attributions": attributions.vague_attributions,
    "names_speaker": attributions.names_speaker,
    "is_bare_quotation": attributions.is_bare_quotation,
    "html_in": leftovers.html_in,
    "placeholders_in": lambda text: leftovers.placeholders_in(text, is_whole=True),
    "gaps_in": in_english(leftovers.gaps_in),
    "translation_units": lambda text: freshness.translation_units(*sides_of(text), records_of(text)),
    "translation_units, unrecorded": lambda text: freshness.translation_units(*sides_of(text), []),
    "align_segments, one": lambda text: freshness.align_segments(
        *(segments.segments_in(paragraph(one)) for one in (text, changed(text)))
    ),
    "TranslationLayout": lay_out,
    "facing_rows": face,
    # articles.text: Korean, places, search
    "read_hanja": jamo.read_hanja,
    "decompose_hangul": jamo.decompose_hangul,
    "typed_keys": jamo.typed_keys,
    "compose_hangul": jamo.compose_hangul,
    "initial_consonants": jamo.initial_consonants,
    "as_hangul_keys": jamo.as_hangul_keys,
    "as_latin_keys": jamo.as_latin_keys,
    "on_other_keyboard": jamo.on_other_keyboard,
    "is_one_edit": lambda text: jamo.is_one_edit(text, changed(text)),
    "word_end": particles.word_end,
    "fit_particle": lambda text: particles.fit_particle(text, "은"),
    "split_particle": particles.split_particle,
    "may_follow": lambda text: particles.may_follow("가", text),
    "joined_letters": lambda text: particles.joined_letters(text, 0),
    "refit_particle": lambda text: particles.refit_particle("가", text, 1),
    "is_country_named": lambda text: countries.is_country_named(["South Korea", "Haeon"], text, "en"),
    "is_country_named, Korean": lambda text: countries.is_country_named(["미국", "정부"], text, "ko"),
    "unknown_places": lambda text: unknown_places(text, lambda name: False, text),
    "unknown_places, offices": lambda text: unknown_places(
        f"foreign minister of {text.replace(' ', '’s capital ')} 외교장관", lambda name: False, text
    ),
    "english_stem": english_stems.english_stem,
    "marked_pieces": lambda text: highlights.marked_pieces(text, query.parse_query(ASKED)),
    "marked_excerpt": lambda text: highlights.marked_excerpt(text, query.parse_query(ASKED)),
    "similar_sounding": jamo.similar_sounding,
    "index_text": lambda text: words.index_text(words.written_words(text)),
    "parse_query": query.parse_query,
    "split_query": query.split_query,
    "phrase_pattern": lambda text: query.phrase_pattern("harbor 정부 rate").search(text),
    "parse_term": query.parse_term,
    "normalise_for_search": words.normalise_for_search,
    # articles.checks
    "country_mentions, English": in_english(country_mentions.country_mentions),
    "country_mentions, Korean": in_korean(country_mentions.country_mentions),
    "marked_facts, English": lambda text: compare_pair(text, "en"),
    "marked_facts, Korean": lambda text: compare_pair(text, "ko"),
    "InlineText": InlineText,
    # newsroom
    "decode_text": refused(lambda text: text_files.decode_text(text.encode())),
    "decode_text, CP949": refused(
        lambda text: text_files.decode_text(text.encode("cp949", "ignore") + b"\xb0\xa1")
    ),
    "decode_glossary": refused(lambda text: glossary_csv.decode_glossary(text.encode())),
    "parse_glossary_rows": refused(lambda text: glossary_csv.parse_glossary_rows(f"name_en,name_ko\n{text}")),
    "wordpress_html": lambda text: markup.wordpress_html(text, {}),
    "convert_html": lambda text: markup.convert_html(
        text,
        base_url="https://old-harbor.example/",
        find_picture=lambda address, alt: None,
        find_story=lambda address: None,
    ),
    "split_front_matter": refused(lambda text: files.split_front_matter(f"---\n{text}\n---\n")),
    "first_sentences": lambda text: importer.first_sentences(paragraph(text)),
    "normal_address": old_addresses.normal_address,
    "address_candidates": lambda text: old_addresses.address_candidates(
        old_addresses.split_address(old_addresses.requested_address(f"/{text}", text))
    ),
    "normal_target": old_addresses.normal_target,
    "parse_redirect_rows": refused(lambda text: redirect_files.parse_redirect_rows(f"from,to\n{text}")),
    "remove_invalid_xml": text_files.remove_invalid_xml,
    "tmx segments": lambda text: tmx_format.parse_segment(
        tmx_format.build_segment(text_files.remove_invalid_xml(text))
    ),
    "read_xliff": refused(
        lambda text: translation_files.read_xliff(translation_files.write_xliff(xliff_of(text)))
    ),
    "read_xliff 2.1": refused(
        lambda text: translation_files.read_xliff(translation_files.write_xliff(xliff_of(text), "2.1"))
    ),
    "read_xliff, anything": refused(lambda text: translation_files.read_xliff(text.encode())),
    "read_xliff, inside": refused(lambda text: translation_files.read_xliff(f"<xliff>{text}".encode())),
    "read_translation_markdown": refused(
        lambda text: translation_files.read_translation_markdown(
            translation_files.write_translation_markdown(xliff_of(text))
        )
    ),
    "read_translation_markdown, anything": refused(
        lambda text: translation_files.read_translation_markdown(
            f"§§ story-1.0 en → ko\n§§ u1\n{text}".encode()
        )
    ),
    "addresses in a wordmark": lambda text: OUTSIDE.search(f"url({text.rstrip('0123456789')}#"),
    "letters of a page": lambda text: letters_by_font(f"<h1 lang='ko'>{escape(text)}</h1>{text}"),
    "table_of_contents": lambda text: table_of_contents(
        render(sanitise(f"<h2>{text}</h2>{text}"), language="en", resolver=RESOLVER), 8
    ),
    "strip_non_xml": feed.strip_non_xml,
    "portable_html": lambda text: feed.portable_html(sanitise(text), lambda url: url),
    "write_json_ld": lambda text: write_json_ld([{"headline": text}]),
    "memory_digest": memory.memory_digest,
    "words_only": memory.words_only,
    "without_numbers": memory.without_numbers,
    "judge_answer en": in_english(judge_draft),
    "judge_answer ko": in_korean(judge_draft),
    "DeepL's XML": lambda text: from_xml(to_xml(text), text),
    "DeepL's XML, anything": lambda text: from_xml(text, text),
    "html_with_chips": lambda text: translation_rows.html_with_chips(sanitise(text)),
}

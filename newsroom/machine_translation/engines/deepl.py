"""DeepL, by its official client."""

import re
from collections.abc import Sequence
from html import escape, unescape

from articles.text.inline_tags import PLACEHOLDER
from newsroom.machine_translation.configuration import EngineConfiguration
from newsroom.machine_translation.engines.engine import (
    BoundedAdapter,
    EngineAnswer,
    EngineFailure,
    EngineSuggestion,
    FailureKind,
    SourceSegment,
    TermHint,
    TranslationExample,
    Usage,
    call_within,
)

TARGETS = {"en": "EN-US", "ko": "KO"}
MOST_INSTRUCTIONS, LONGEST_INSTRUCTION = 10, 300  # as the interface allows
ELEMENT = re.compile(r"<(?P<end>/?)t(?P<label>[0-9]{1,9})\s*(?P<single>/?)>")
EMPTY_PAIR = re.compile(r"<t([0-9]{1,9})>\s*</t\1>")


class DeepL:
    """The engine DeepL. Tags travel as XML; what the request has beside the texts is not billed."""

    def __init__(self, configuration: EngineConfiguration):
        self.configuration = configuration

    def estimate(self, segments, source, target, glossary, context):
        return Usage(characters=sum(len(to_xml(one.text)) for one in segments))

    def suggest(
        self,
        segments: Sequence[SourceSegment],
        source: str,
        target: str,
        glossary: Sequence[TermHint],
        context: Sequence[TranslationExample],
    ) -> EngineAnswer:
        """Return one EngineSuggestion for each segment. Raise EngineFailure."""
        results = call_within(
            self.configuration.timeout + 1, lambda: self._call(segments, source, target, glossary, context)
        )
        if len(results) != len(segments):
            raise EngineFailure(FailureKind.MALFORMED)
        found = [
            EngineSuggestion(one.id, from_xml(result.text, one.text))
            for one, result in zip(segments, results, strict=True)
        ]
        # An older server does not say what it bills.
        billed = [
            result.billed_characters if isinstance(result.billed_characters, int) else len(to_xml(one.text))
            for one, result in zip(segments, results, strict=True)
        ]
        return EngineAnswer(found, Usage(characters=sum(billed)))

    def _call(self, segments, source, target, glossary, context):
        import deepl  # only where a newsroom has chosen it

        client = deepl.DeepLClient(
            self.configuration.key, server_url=self.configuration.address or None, send_platform_info=False
        )
        session = client._client._session
        for scheme in ("https://", "http://"):
            session.mount(scheme, BoundedAdapter(self.configuration.timeout))
        try:
            return client.translate_text(
                [to_xml(one.text) for one in segments],
                source_lang=source.upper(),
                target_lang=TARGETS[target],
                tag_handling="xml",
                preserve_formatting=True,
                model_type=self.configuration.model or None,
                context="\n".join(one.source for one in context) or None,
                custom_instructions=instructions(glossary) or None,
            )
        except deepl.DeepLException as error:
            if isinstance(error.__cause__, EngineFailure):
                raise error.__cause__ from None
            raise EngineFailure(FailureKind.MALFORMED) from None
        except (ValueError, KeyError, TypeError, AttributeError):  # of an answer that is no JSON, or another
            raise EngineFailure(FailureKind.MALFORMED) from None
        finally:
            client.close()


def instructions(glossary: Sequence[TermHint]) -> list[str]:
    """Return the terms as instructions to DeepL, as many as it takes."""
    found = [f"Translate “{term.source}” as “{term.target}”." for term in glossary]
    return [one for one in found if len(one) <= LONGEST_INSTRUCTION][:MOST_INSTRUCTIONS]


def to_xml(text: str) -> str:
    """Return text with numbered tags as XML: ⟨1⟩…⟨/1⟩ is <t1>…</t1>, and a break <t2/>."""

    def element(match):
        if match[0] == "⟨⟨":
            return "⟨"
        is_single = match[0].endswith("/⟩")
        return f"<{match['end']}t{match['label']}{'/' if is_single else ''}>"

    return PLACEHOLDER.sub(element, escape(text, quote=False))


def from_xml(xml: str, source: str) -> str:
    """Return the text with numbered tags of an answer in XML; what is no tag of ours stays as it is."""
    singles = {match["label"] for match in PLACEHOLDER.finditer(source) if match[0].endswith("/⟩")}
    xml = EMPTY_PAIR.sub(lambda pair: f"<t{pair[1]}/>" if pair[1] in singles else pair[0], xml)
    parts, place = [], 0
    for match in ELEMENT.finditer(xml):
        parts.append(unescape(xml[place : match.start()]).replace("⟨", "⟨⟨"))
        parts.append(f"⟨{match['end']}{match['label']}{match['single']}⟩")
        place = match.end()
    return "".join([*parts, unescape(xml[place:]).replace("⟨", "⟨⟨")])

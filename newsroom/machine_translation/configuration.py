"""The engine that a newsroom has chosen, its prices and its limits."""

from dataclasses import dataclass, field
from decimal import ROUND_UP, Decimal
from enum import StrEnum
from typing import Self
from urllib.parse import urlsplit

from babel import Locale
from django.conf import settings
from django.utils.translation import get_language

from newsroom.machine_translation.engines.engine import Usage

MILLION = 1_000_000
SMALLEST = Decimal("0.000001")


class ConsentLevel(StrEnum):
    """The texts that may be sent to the engine.

    PUBLISHED  text that readers have, and nothing else
    ASK        any other text once a person has consented for its story
    DRAFTS     all but stories under embargo or with confidential sources, for which a person consents
    """

    PUBLISHED = "published"
    ASK = "ask"
    DRAFTS = "drafts"


@dataclass(frozen=True)
class EngineConfiguration:
    """The settings MACHINE_TRANSLATION_…

    prompt  how the newspaper writes, in place of our own words for it
    prices  for a million characters (DeepL) or tokens
    country  two letters: the country in which the texts are processed
    """

    engine: str
    address: str
    model: str
    key: str = field(repr=False)
    prompt: str
    country: str
    consent: str
    price: Decimal
    input_price: Decimal
    output_price: Decimal
    currency: str
    monthly_limit: Decimal
    timeout: float

    @classmethod
    def current(cls) -> Self | None:
        """Return the configuration, or None where no engine is chosen."""
        return cls(**settings.MACHINE_TRANSLATION) if settings.MACHINE_TRANSLATION["engine"] else None

    @property
    def label(self) -> str:
        """The name under which screens show whoever gets the texts: DeepL, or the host of another server."""
        return urlsplit(self.address).hostname or "DeepL"

    @property
    def country_name(self) -> str:
        """The name of the country in the language of the screens, or its code."""
        return Locale(get_language()).territories.get(self.country, self.country)

    def cost(self, usage: Usage) -> Decimal:
        """Return the price of a Usage, rounded up to a millionth."""
        total = (
            usage.characters * self.price
            + usage.input_tokens * self.input_price
            + usage.output_tokens * self.output_price
        )
        return (total / MILLION).quantize(SMALLEST, rounding=ROUND_UP)

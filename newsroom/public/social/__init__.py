"""The card of a story where a link to it is shared: headline, section, newspaper and picture."""

"""The style guide: every piece of the readers' pages with invented samples. Only while DEBUG is on."""

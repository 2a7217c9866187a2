"""The style guide: every partial of readers' pages with invented samples. Only available if DEBUG is on."""

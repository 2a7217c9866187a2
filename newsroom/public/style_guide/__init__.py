"""The style guide: every partial of readers' pages with invented samples. Only while DEBUG is on."""

"""The working copy as readers would see it, for the newsroom and for those to whom it gives a link.

It stands beside the readers' pages, which know no working copy, and shows it with their templates.
"""

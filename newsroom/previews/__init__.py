"""Previews of the working copy, for the newsroom and for outsiders with a link.

They use the templates of readers' pages, which know no working copy.
"""

"""Template tags for the look that a newspaper has given itself."""

from django import template

from newsroom.identity.static_files import fonts_sheet, own_style_sheet, section_colours_sheet, wordmarks

register = template.Library()
register.simple_tag(section_colours_sheet)
register.simple_tag(fonts_sheet)
register.simple_tag(own_style_sheet)
register.simple_tag(wordmarks)

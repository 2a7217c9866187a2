"""The image for shared links to a story: headline, section, publication and picture."""

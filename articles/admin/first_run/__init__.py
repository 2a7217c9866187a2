"""The first run of a newsroom: its guide on the first screen, and the page that sets it up."""

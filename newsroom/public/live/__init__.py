"""Live coverage on the page of its story, and the part of the page that readers' browsers ask for again."""

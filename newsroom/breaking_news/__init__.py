"""Breaking news: a story that is written, approved, published and put on the front page in one step."""

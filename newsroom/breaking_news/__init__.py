"""Breaking news: a story written, approved, published and placed on the front page in one step."""

"""Page views of stories, counted without cookies, addresses or browser names."""

"""The domain of a newsroom: stories, their editions, and the people, topics and pictures around them."""

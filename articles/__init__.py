"""The domain of a newsroom: stories, their editions, and related people, topics and pictures."""

"""What the newsroom writes: stories, their editions, and the people, topics and pictures around them."""

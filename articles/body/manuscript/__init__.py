"""What the readers of written stories share: the draft they make, labels, marks, quotes, related stories."""

"""Form fields and forms that the screens share."""

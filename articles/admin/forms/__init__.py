"""Form fields and forms shared by the admin screens."""

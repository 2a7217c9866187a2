"""Translation files of stories in the database: export, and import with a preview."""

"""The editor of bodies: ProseMirror over a plain textarea that always holds the stored form."""

"""The editor of bodies: ProseMirror over a plain textarea that always holds the stored form."""

from articles.admin.editor.widget import BodyEditor

__all__ = ["BodyEditor"]

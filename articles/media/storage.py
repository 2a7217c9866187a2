"""Storage of pictures and their renditions in a folder, safe against a disk that fills up."""

from django.core.files.move import file_move_safe
from django.core.files.storage import FileSystemStorage
from django.utils.crypto import get_random_string


class WholeFileStorage(FileSystemStorage):
    """Files that are there whole or not at all: written beside their place, and moved there in the end."""

    def _save(self, name, content):
        part = f"{name}.{get_random_string(12)}.part"
        try:
            part = super()._save(part, content)
            while True:
                try:
                    file_move_safe(self.path(part), self.path(name))
                except FileExistsError:  # by an upload of the same moment
                    name = self.get_available_name(name)
                else:
                    return name
        except BaseException:
            self.delete(part)
            raise

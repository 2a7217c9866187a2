"""The same newspaper as an ordinary Django project with modeltranslation, to compare public pages with."""

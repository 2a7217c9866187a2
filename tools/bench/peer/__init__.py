"""The same newspaper as an ordinary Django project with modeltranslation: the peer of the readers' pages."""

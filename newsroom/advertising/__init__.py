"""Advertisements sold or run by the newspaper itself: pictures in slots of public pages."""

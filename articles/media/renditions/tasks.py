"""The background work: Django's tasks, run by whatever TASKS names."""

import logging

from django.tasks import task

from articles.media.renditions.ahead import make_missing
from articles.models import Image

logger = logging.getLogger(__name__)


@task(priority=-50)  # letters to people go first
def make_renditions(number):
    """Make what a picture lacks; return how many were made. One that is gone needs nothing."""
    image = Image.objects.filter(pk=number).first()
    try:
        return sum(1 for _made in make_missing(image)) if image else 0
    except OSError as error:  # no such file, or one that cannot be read: pages do without
        logger.warning("Picture %s cannot be made smaller: %r", number, error)
        return 0

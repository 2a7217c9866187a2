"""Picture files made from uploads: verified, upright, in sRGB, re-encoded, without metadata.

The new file has only the pixels of the upload: no EXIF, location, colour profile, bytes hidden after the
end, or file name. Caption, credit and similar facts are read first, and fill empty columns of the
library. All work happens in memory, so a refused upload leaves nothing behind.
"""

import io
import logging
import threading
from hashlib import sha256

import pi_heif
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image as Pillow
from PIL import ImageCms

from articles.annotations import User
from articles.media.file_metadata import FileMetadata, read_metadata
from articles.media.storage import StorageUnavailable
from articles.models import Image
from articles.text.digests import digest_of

logger = logging.getLogger(__name__)
pi_heif.register_heif_opener()

MAX_BYTES = 50_000_000
MAX_TIMES_AS_HIGH = 4  # maximum height as a multiple of IMAGE_MAX_WIDTH; higher pictures are scaled down
# Fewer decoders for uploads mean a smaller attack surface.
FORMATS = ["JPEG", "PNG", "WEBP", "GIF", "HEIF", "AVIF"]
ACCEPT = "image/jpeg,image/png,image/webp,image/gif,image/heic,image/heif,image/avif"
LOSSLESS = {"PNG", "GIF", "WEBP"}
PLACEHOLDER, PLACEHOLDER_SIZE, PLACEHOLDER_GREY = "pictures/removed.jpg", (960, 640), 0xB4
ORIENTATION = 0x0112
TURNS = {
    2: Pillow.Transpose.FLIP_LEFT_RIGHT,
    3: Pillow.Transpose.ROTATE_180,
    4: Pillow.Transpose.FLIP_TOP_BOTTOM,
    5: Pillow.Transpose.TRANSPOSE,
    6: Pillow.Transpose.ROTATE_270,
    7: Pillow.Transpose.TRANSVERSE,
    8: Pillow.Transpose.ROTATE_90,
}
SIDEWAYS = {5, 6, 7, 8}
# A decoded picture may take a few hundred megabytes: only one at a time per process.
_one_at_a_time = threading.Lock()

REFUSALS = {
    "empty": _("The file is empty. Choose the image again."),
    "heavy": _("The file is larger than %(megabytes)d MB. Make the image smaller and upload it again."),
    "large": _(
        "The image has more than %(megapixels)d million pixels. Make it smaller (%(width)d "
        "pixels wide is enough) and upload it again."
    ),
    "svg": _(
        "SVG files are not accepted because they can contain scripts. Export the image as PNG "
        "and upload that."
    ),
    "pdf": _("This is a PDF. Export the image as JPEG or PNG and upload that."),
    "unknown": _("This is not an image that can be read. Save it as JPEG, PNG or WebP and upload that."),
    "damaged": _(
        "The image is damaged or was not uploaded completely. Upload it again, or save it as a new JPEG."
    ),
    "heic": _(
        "This HEIC image cannot be read. Export it as JPEG and upload that. To take JPEGs on an "
        "iPhone, choose Settings › Camera › Formats › Most Compatible."
    ),
}


class PreparedPicture(ContentFile):
    """The new file of an upload, with the upload's FileMetadata and digest."""

    def __init__(self, content, *, name, metadata, upload_digest):
        super().__init__(content, name=name)
        self.metadata, self.upload_digest = metadata, upload_digest


class PictureField(forms.FileField):
    """A form field for uploads. Its cleaned value is a PreparedPicture, or the initial value."""

    widget = forms.ClearableFileInput

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "accept": ACCEPT}

    def clean(self, data, initial=None):
        # The length of the uploaded file's name is irrelevant, as it is not kept.
        cleaned = super().clean(data, initial)
        return prepare_picture(cleaned) if isinstance(cleaned, File) and cleaned is not initial else cleaned


def store_picture(uploaded: File, *, by: User | None = None, **texts) -> Image:
    """Add an upload to the library and return its Image. Facts of the file fill columns missing in `texts`.

    texts  columns of the Image: alt_en=…, caption_ko=…, credit_en=…

    The Image has an attribute `read_columns` with the names of the columns filled from the file. Raise
    ValidationError without leaving a row or a file behind.
    """
    image = Image(created_by=by, **texts)
    image.full_clean(exclude=["file"])
    image.fill_credit()
    prepared = prepare_picture(uploaded)
    image.file, image.upload_digest = prepared, prepared.upload_digest
    image.read_columns = fill_from_file(image, prepared.metadata)  # type: ignore[attr-defined]  # for the message after the upload
    try:
        with transaction.atomic():
            image.save()
    except BaseException:
        discard_file(image)
        raise
    return image


def fill_from_file(image: Image, metadata: FileMetadata) -> list[str]:
    """Fill empty columns of an unsaved Image with the facts of its file. Return their column names."""
    facts = {name: value for name, value in metadata.columns().items() if not getattr(image, name)}
    for name, value in facts.items():
        setattr(image, name, value)
    return list(facts)


def store_placeholder() -> dict:
    """Store a plain grey picture that replaces removed ones. Return its "src", "width" and "height"."""
    if not default_storage.exists(PLACEHOLDER):
        content = _encode_as(Pillow.new("L", PLACEHOLDER_SIZE, PLACEHOLDER_GREY), "JPEG", quality=80)
        default_storage.save(PLACEHOLDER, ContentFile(content))
    return {"src": PLACEHOLDER} | dict(zip(("width", "height"), PLACEHOLDER_SIZE, strict=True))


def discard_file(image: Image) -> None:
    """Delete the new file of an Image that could not be saved, if it has been stored."""
    if image.file and image.file._committed:  # type: ignore[attr-defined]  # whether the storage has the file
        try:
            image.file.delete(save=False)
        except StorageUnavailable as error:  # no row refers to it, so it is not visible
            logger.warning(
                "The file %s remains, but no picture of the library uses it: %s", image.file.name, error
            )


def prepare_picture(uploaded):
    """Return the picture of an upload as a PreparedPicture, named after its content.

    It is a JPEG, or a WebP if it is transparent or if lossless encoding is smaller (drawings, charts). It has
    only the first frame of an animation, and is at most IMAGE_MAX_WIDTH pixels wide.

    Raise ValidationError with a message that names a remedy.
    """
    if not uploaded.size:
        raise _upload_refusal("empty")
    if uploaded.size > MAX_BYTES:
        raise _upload_refusal("heavy")
    with _one_at_a_time:
        content, extension, metadata = _encoded_anew(uploaded)
    name = f"{digest_of(content, length=32)}.{extension}"
    return PreparedPicture(content, name=name, metadata=metadata, upload_digest=upload_digest(uploaded))


def upload_digest(uploaded: File) -> str:
    """Return the digest that identifies a file if it is uploaded again."""
    digest = sha256()
    for chunk in uploaded.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _encoded_anew(uploaded):
    uploaded.seek(0)
    head = uploaded.read(1024)
    uploaded.seek(0)
    with _opened(uploaded, head) as picture:
        if picture.width * picture.height > settings.IMAGE_MAX_PIXELS:
            raise _upload_refusal("large")
        is_lossless = picture.format in LOSSLESS
        metadata = read_metadata(picture)
        try:
            return *_encoded(_upright(picture), is_lossless=is_lossless), metadata
        except Exception as error:  # decoders may raise any error for a hostile file
            logger.info("A picture was refused: %r", error)
            raise _upload_refusal("heic" if picture.format == "HEIF" else "damaged") from error


def _opened(uploaded, head):
    """Open a picture without decoding it. Raise ValidationError if its format is not accepted."""
    try:
        return Pillow.open(uploaded, formats=FORMATS)
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning) as error:
        raise _upload_refusal("large") from error
    except Exception as error:
        raise _upload_refusal(_kind_of_stranger(head)) from error


def _kind_of_stranger(head):
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"%pdf"):
        return "pdf"
    if start.startswith(b"<") and b"<svg" in start:
        return "svg"
    if head[4:8] == b"ftyp":
        return "heic"
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF")):
        return "damaged"
    return "unknown"


def _upright(picture):
    """Return the decoded picture: scaled down to fit, in sRGB, upright, in mode L, RGB or RGBA."""
    turn = _orientation(picture)
    size = _fitting(picture.size, is_sideways=turn in SIDEWAYS)
    profile = picture.info.get("icc_profile")
    picture.draft(None, size)  # only for JPEG: decodes no more pixels than needed
    picture.load()
    picture = _in_channels(picture)
    if picture.size != size:
        picture = picture.resize(size, Pillow.Resampling.LANCZOS, reducing_gap=3.0)
    picture = _in_srgb(picture, profile)
    return picture.transpose(TURNS[turn]) if turn in TURNS else picture


def _orientation(picture):
    try:
        return picture.getexif().get(ORIENTATION, 1)
    except Exception:  # a broken EXIF block does not affect the picture
        return 1


def _fitting(size, *, is_sideways):
    """Return the (width, height) for scaling a picture before it is rotated."""
    width, height = reversed(size) if is_sideways else size
    limit = settings.IMAGE_MAX_WIDTH
    scale = min(1, limit / width, limit * MAX_TIMES_AS_HIGH / height)
    return tuple(max(1, round(side * scale)) for side in size)


def _in_channels(picture):
    """Convert to one byte per channel (L, RGB, RGBA or CMYK), as colour profiles require."""
    if picture.mode.startswith("I"):  # 16-bit grey, which convert() would clip to white
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.mode in ("L", "RGB", "RGBA", "CMYK") and "transparency" not in picture.info:
        return picture
    if picture.mode == "1":
        return picture.convert("L")
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _in_srgb(picture, profile):
    target = "RGBA" if picture.mode == "RGBA" else "RGB"
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            picture = ImageCms.profileToProfile(picture, source, srgb, outputMode=target)
        except (ImageCms.PyCMSError, OSError, ValueError) as error:  # e.g. for another colour mode
            logger.info("A colour profile was ignored: %r", error)
    if picture.mode == "RGBA" and picture.getextrema()[3][0] == 255:
        return picture.convert("RGB")
    return picture.convert("RGB") if picture.mode == "CMYK" else picture


def _encoded(picture, *, is_lossless):
    """Return (bytes, extension). For a lossless original, use the smaller of two encodings."""
    picture.info = {}  # otherwise comments, profiles and XMP would be written again
    if picture.mode == "RGBA":
        lossy = _encode_as(picture, "WEBP", quality=86, method=4), "webp"
    else:
        lossy = _encode_as(picture, "JPEG", quality=86, optimize=True, progressive=True), "jpg"
    if not is_lossless:
        return lossy
    exact = _encode_as(picture, "WEBP", lossless=True, quality=60, method=3), "webp"
    return min(exact, lossy, key=lambda encoded: len(encoded[0]))


def _encode_as(picture, name, **options):
    out = io.BytesIO()
    picture.save(out, name, **options)
    return out.getvalue()


def _upload_refusal(code):
    limits = {
        "megabytes": MAX_BYTES // 1_000_000,
        "megapixels": settings.IMAGE_MAX_PIXELS // 1_000_000,
        "width": settings.IMAGE_MAX_WIDTH,
    }
    return ValidationError(REFUSALS[code], code=code, params=limits)

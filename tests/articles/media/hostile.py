"""Files made to harm software that opens them, by name: (bytes, file name)."""

import io
import struct
import unicodedata
import zipfile
import zlib
from pathlib import Path

from PIL import Image as Pillow
from PIL import PngImagePlugin

# 60 × 40 pixels of noise, with SECRETs in EXIF and XMP. The libraries read HEIC but cannot write it.
HEIC = Path(__file__).with_name("photograph.heic").read_bytes()
SCRIPT = b"<script>alert('SECRET')</script>"


def saved(picture, name, **options):
    out = io.BytesIO()
    picture.save(out, name, **options)
    return out.getvalue()


def plain(name="JPEG", size=(60, 40), mode="RGB", **options):
    return saved(Pillow.new(mode, size, "white" if mode in ("RGB", "L") else None), name, **options)


def frames(name, count):
    """Return an animation of `count` different frames."""
    first, *others = [Pillow.new("L", (8, 8), number % 256) for number in range(count)]
    return saved(first, name, save_all=True, append_images=others, duration=20)


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width, height, data, *chunks, colour=0):
    header = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    parts = [chunk(b"IHDR", header), *chunks, chunk(b"IDAT", data), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def png_bomb(width, height):
    """Return a PNG with rows of zeros, which compress to a small file."""
    return png(width, height, zlib.compress(bytes((width + 1) * 64), 9))


def png_with_transparency(width, height):
    """Return the largest decodable kind of picture, with four bytes a pixel."""
    rows = zlib.compressobj(1)
    data = b"".join(rows.compress(bytes(width * 4 + 1)) for _row in range(height)) + rows.flush()
    return png(width, height, data, colour=6)


def gif_claiming(width, height):
    content = bytearray(plain("GIF", mode="L"))
    content[6:10] = struct.pack("<HH", width, height)
    return bytes(content)


def webp_claiming(width, height):
    """Return a small picture after an extended header that claims a large canvas."""
    inner = plain("WEBP")[12:]
    size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    extended = b"VP8X" + struct.pack("<I", 10) + bytes(4) + size
    return b"RIFF" + struct.pack("<I", 4 + len(extended) + len(inner)) + b"WEBP" + extended + inner


def jpeg_claiming(width, height):
    content = plain("JPEG")
    at = content.index(b"\xff\xc0") + 5
    return content[:at] + struct.pack(">HH", height, width) + content[at + 4 :]


def avif_claiming(width, height):
    content = plain("AVIF")
    at = content.index(b"ispe") + 8
    return content[:at] + struct.pack(">II", width, height) + content[at + 8 :]


def profile_bomb():
    """Return a picture with a colour profile of 100 MB in 100 kB."""
    return png(
        20, 20, zlib.compress(bytes(21 * 20)), chunk(b"iCCP", b"x\0\0" + zlib.compress(bytes(10**8), 9))
    )


def text_bomb():
    info = PngImagePlugin.PngInfo()
    for number in range(70):
        info.add_text(f"k{number}", "x" * 1_000_000, zip=True)
    return plain("PNG", pnginfo=info)


def zipped():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("SECRET.php", "<?php SECRET")
    return out.getvalue()


def with_place():
    exif = Pillow.Exif()
    exif[0x010F] = "SECRETCAMERA"
    exif.get_ifd(0x8825)[1] = "SECRETPLACE"
    return plain("JPEG", exif=exif, xmp=b"<x:xmpmeta><exif:GPSLatitude>SECRET</exif:GPSLatitude></x:xmpmeta>")


def orientation(number):
    exif = Pillow.Exif()
    exif[0x0112] = number
    return plain("JPEG", exif=exif)


SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>SECRET</script></svg>"
LONG = "사진" * 150 + ".jpg"

# Files that must be refused: (maker, file name, code of the refusal).
REFUSED = {
    "PNG bomb": (lambda: png_bomb(50_000, 50_000), "a.png", "large"),
    "GIF of 65535 squared": (lambda: gif_claiming(65_535, 65_535), "a.gif", "large"),
    "WebP of 16384 squared": (lambda: webp_claiming(16_384, 16_384), "a.webp", "large"),
    "JPEG of 65000 squared": (lambda: jpeg_claiming(65_000, 65_000), "a.jpg", "large"),
    "AVIF of 60000 squared": (lambda: avif_claiming(60_000, 60_000), "a.avif", None),
    "text bomb": (text_bomb, "a.png", "damaged"),
    "colour profile bomb": (profile_bomb, "a.png", "damaged"),
    "cut PNG": (lambda: plain("PNG")[:90], "a.png", "damaged"),
    "cut JPEG": (lambda: plain("JPEG", (600, 400))[:-900], "a.jpg", "damaged"),
    "cut GIF": (lambda: plain("GIF", (200, 200), "L")[:60], "a.gif", "damaged"),
    "cut WebP": (lambda: plain("WEBP", (600, 400))[:-60], "a.webp", "damaged"),
    "cut HEIF": (lambda: HEIC[:-60], "a.heic", "heic"),
    "cut AVIF": (lambda: plain("AVIF", (600, 400))[:-60], "a.avif", None),
    "SVG": (lambda: SVG, "a.svg", "svg"),
    "SVG called JPEG": (lambda: SVG, "a.jpg", "svg"),
    "PDF": (lambda: b"%PDF-1.7\n1 0 obj<</JS(SECRET)>>", "a.pdf", "pdf"),
    "PostScript": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n(SECRET) run", "a.eps", "unknown"),
    "TIFF": (lambda: plain("TIFF"), "a.tif", "unknown"),
    "BMP": (lambda: plain("BMP"), "a.bmp", "unknown"),
    "ICO": (lambda: plain("ICO", (32, 32)), "a.ico", "unknown"),
    "nothing": (lambda: b"", "a.jpg", "empty"),
    "HTML called JPEG": (lambda: SCRIPT, "a.jpg", "unknown"),
}
# Files that become harmless: only the pixels of the first frame, upright.
HARMLESS = {
    "PNG of 59 million pixels with transparency": (lambda: png_with_transparency(7_700, 7_700), "a.png"),
    "PNG of 49 million pixels in a few bytes": (lambda: png_bomb(7_000, 7_000), "a.png"),
    "JPEG with HTML behind it": (lambda: plain("JPEG") + SCRIPT, "a.html"),
    "GIF that is JavaScript too": (lambda: plain("GIF", mode="L", comment=b"*/=1;SECRET()//"), "a.js"),
    "PNG with a ZIP behind it": (lambda: plain("PNG") + zipped(), "a.zip"),
    "GIF of 10000 frames": (lambda: frames("GIF", 10_000), "a.gif"),
    "WebP of 300 frames": (lambda: frames("WEBP", 300), "a.webp"),
    "APNG of 10000 frames": (lambda: frames("PNG", 10_000), "a.png"),
    "place and camera in EXIF and XMP": (with_place, "a.jpg"),
    "16 bits": (lambda: plain("PNG", mode="I;16"), "a.png"),
    "CMYK": (lambda: plain("JPEG", mode="CMYK"), "a.jpg"),
    "palette with a transparent colour": (lambda: plain("PNG", mode="P", transparency=0), "a.png"),
    "1 by 60000": (lambda: plain("PNG", (1, 60_000)), "a.png"),
    "60000 by 1": (lambda: plain("PNG", (60_000, 1)), "a.png"),
    **{
        f"orientation {number}": (lambda number=number: orientation(number), "a.jpg")
        for number in (0, 6, 9, 99)
    },
    "NFD name": (lambda: plain("PNG"), unicodedata.normalize("NFD", "한글 사진.png")),
    "name of 300 letters": (lambda: plain("JPEG"), LONG),
    "path for a name": (lambda: plain("JPEG"), "../../../etc/cron.d/SECRET.jpg"),
    "NUL in its name": (lambda: plain("JPEG"), "a\0.php.jpg"),
    "PNG called JPEG": (lambda: plain("PNG"), "a.jpg"),
}

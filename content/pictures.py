"""What staff upload, made into what readers get: the picture alone, as WebP in two widths.

Nothing of the file itself is kept. It is decoded and drawn anew, so neither a camera's notes nor a script
that was hidden in it goes any further.
"""

import hashlib
import warnings
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from content.models.pictures import LARGE, SMALL

MEGABYTES = 10  # deploy/nginx.conf.example lets a little more through
MEGAPIXELS = 30
SHAPE = 3  # times as long as wide, or as wide as long

FORMATS = ["JPEG", "PNG", "WEBP"]
PAPER = "#fffdf8"  # static/css/variables.css, by day: lines drawn on nothing would vanish by night
KILOBYTES = 250  # of the large one
QUALITIES = [82, 60, 40]  # the first that is small enough

# A picture of few bytes that says it has billions of pixels: Pillow warns, and at twice as many refuses.
Image.MAX_IMAGE_PIXELS = MEGAPIXELS * 1_000_000
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


class Refused(Exception):
    """Its text is a sentence for whoever uploaded the file."""


@dataclass(frozen=True)
class Drawn:
    """The fields of a Picture that come of the file."""

    small: bytes
    large: bytes
    width: int  # of the large one, in pixels
    height: int
    digest: str


def drawn(file: bytes) -> Drawn:
    """A photograph or drawing as it was uploaded, whatever it is called. Raises Refused."""
    image = opened(file)
    if getattr(image, "is_animated", False) and image.format != "MPO":  # a phone's: the second is a preview
        raise Refused(_("This picture moves. Upload one that stands still."))
    try:
        image.draft(None, (LARGE, LARGE))  # a JPEG need not be decoded larger than it is shown
        ImageOps.exif_transpose(image, in_place=True)
        profile = image.info.get("icc_profile")
        image = in_srgb(on_paper(shrunk(in_rgb(image), LARGE)), profile)
    except Exception as error:  # whatever a decoder raises over bytes that somebody has made up
        raise damaged() from error
    return stored(fitting(image))


def kept(large: bytes) -> Drawn:
    """One that drawn() has made before, as it was exported: not a byte of it changes. Raises Refused."""
    image = opened(large)
    is_whole = large[:4] == b"RIFF" and int.from_bytes(large[4:8], "little") + 8 == len(large)
    more = {"exif", "icc_profile", "xmp"} & set(image.info)
    if not is_whole or image.format != "WEBP" or image.mode != "RGB" or image.width > LARGE or more:
        raise Refused(_("This is no picture as this site stores them."))
    try:
        image.load()
    except Exception as error:
        raise damaged() from error
    return stored(large)


def opened(file: bytes) -> Image.Image:
    """Nothing is decoded yet: what it says of its size comes first."""
    if not file:
        raise Refused(_("This file is empty."))
    if len(file) > MEGABYTES * 1024 * 1024:
        raise too_large()
    try:
        image = Image.open(BytesIO(file), formats=FORMATS)
    except UnidentifiedImageError:
        raise Refused(_("This file is no picture of a kind that can be shown: JPEG, PNG or WebP.")) from None
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise too_many_pixels() from None
    except Exception as error:
        raise damaged() from error
    if image.width * image.height > MEGAPIXELS * 1_000_000:
        raise too_many_pixels()
    if max(image.size) > SHAPE * min(image.size):
        raise Refused(
            _("This picture is too long and narrow: at most %(times)s times as long as wide.")
            % {"times": SHAPE}
        )
    return image


def too_large() -> Refused:
    return Refused(_("This file is too large: at most %(megabytes)s MB.") % {"megabytes": MEGABYTES})


def too_many_pixels() -> Refused:
    return Refused(
        _("This picture has too many pixels: at most %(megapixels)s million.") % {"megapixels": MEGAPIXELS}
    )


def damaged() -> Refused:
    return Refused(_("This file is damaged or not whole. Save the picture anew and try again."))


def in_rgb(image: Image.Image) -> Image.Image:
    """16 bits of gray become 8: convert() would cut them off."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value / 256).convert("RGB")
    mode = "RGBA" if image.has_transparency_data else "RGB"
    return image if image.mode == mode else image.convert(mode)


def on_paper(image: Image.Image) -> Image.Image:
    """A new one, with the pixels and nothing else."""
    paper = Image.new("RGB", image.size, PAPER)
    paper.paste(image, mask=image if image.mode == "RGBA" else None)
    return paper


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The colors that a phone's own profile means: without it they would look dull."""
    if not profile:
        return image
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), inPlace=True)
    except (ImageCms.PyCMSError, OSError):
        pass  # one that cannot be read, or is for gray or for print
    return image


def shrunk(image: Image.Image, width: int) -> Image.Image:
    """Never enlarged."""
    if image.width <= width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def fitting(image: Image.Image) -> bytes:
    while True:
        for quality in QUALITIES:
            data = webp(image, quality)
            if len(data) <= KILOBYTES * 1000:
                return data
        image = shrunk(image, image.width * 2 // 3)


def webp(image: Image.Image, quality: int) -> bytes:
    file = BytesIO()
    image.save(file, "WEBP", quality=quality, method=4, exif=b"", icc_profile=b"", xmp=b"")
    return file.getvalue()


def stored(large: bytes) -> Drawn:
    """The small one is drawn from the large one as it is stored, so that it can be made again from that."""
    with Image.open(BytesIO(large), formats=["WEBP"]) as image:
        small = webp(shrunk(image, SMALL), QUALITIES[0]) if image.width > SMALL else large
        return Drawn(small, large, image.width, image.height, hashlib.sha256(large).hexdigest())

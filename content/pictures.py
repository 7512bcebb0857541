"""What staff upload, made into what readers get: the picture alone, as WebP in two widths.

Nothing of the file itself is kept. It is decoded and drawn anew, so neither a camera's notes nor a script
that was hidden in it goes any further.
"""

import hashlib
import logging
import warnings
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageMath, ImageOps, UnidentifiedImageError

from content.models.pictures import LARGE, SMALL

log = logging.getLogger(__name__)

MEGABYTES = 20  # deploy/nginx.conf.example lets a little more through
MEGAPIXELS = 30
MEGAPIXELS_OF_JPEG = 64  # never decoded at that size: a telephone's 48 million become 3
SHAPE = 10  # times as long as wide, or as wide as long: a panorama, a picture of a whole page

FORMATS = ["JPEG", "PNG", "WEBP", "AVIF"]
HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")  # brands, at the start of the file
# By the color space that a profile is for, the mode of the pixels that it can be applied to.
MODES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}
PAPER = "#fffdf8"  # static/css/variables.css, by day: lines drawn on nothing would vanish by night
KILOBYTES = 250  # of the large one
QUALITIES = [82, 60, 40]  # the first that is small enough

# A picture of few bytes that says it has billions of pixels: Pillow warns, and at twice as many refuses.
Image.MAX_IMAGE_PIXELS = MEGAPIXELS_OF_JPEG * 1_000_000
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
        image = on_paper(shrunk(in_srgb(image), LARGE))
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
        raise of_another_kind(file) from None
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise too_many_pixels(MEGAPIXELS_OF_JPEG if file[:2] == b"\xff\xd8" else MEGAPIXELS) from None
    except Exception as error:
        raise damaged() from error
    most = MEGAPIXELS_OF_JPEG if image.format in {"JPEG", "MPO"} else MEGAPIXELS
    if image.width * image.height > most * 1_000_000:
        raise too_many_pixels(most)
    if max(image.size) > SHAPE * min(image.size):
        raise Refused(
            _("This picture is too long and narrow: at most %(times)s times as long as wide.")
            % {"times": SHAPE}
        )
    return image


def of_another_kind(file: bytes) -> Refused:
    if file[4:8] == b"ftyp" and file[8:12] in HEIC:
        return Refused(
            _(
                "This photo is a HEIC file, which most browsers cannot show. Save it as JPEG and upload "
                "that. (iPhone: Settings, Camera, Formats, Most Compatible.)"
            )
        )
    return Refused(_("This file is no picture of a kind that can be shown: JPEG, PNG, WebP or AVIF."))


def too_large() -> Refused:
    return Refused(_("This file is too large: at most %(megabytes)s MB.") % {"megabytes": MEGABYTES})


def too_many_pixels(megapixels: int) -> Refused:
    return Refused(
        _("This picture has too many pixels: at most %(megapixels)s million. Make it smaller and try again.")
        % {"megapixels": megapixels}
    )


def damaged() -> Refused:
    return Refused(_("This file is damaged or not whole. Save the picture anew and try again."))


def in_srgb(image: Image.Image) -> Image.Image:
    """RGB or RGBA, in the colors that the file's own profile means: a phone's would look dull without it, and
    one for print wrong by far. One that is broken, or for other pixels than these, says nothing."""
    pixels, alpha = without_alpha(image)
    source = profile_of(image)
    if source and MODES.get(source.profile.xcolor_space.strip()) == pixels.mode:
        srgb = ImageCms.createProfile("sRGB")
        pixels = ImageCms.profileToProfile(pixels, source, srgb, outputMode="RGB") or pixels
    pixels = pixels.convert("RGB")
    if alpha:
        pixels.putalpha(alpha)
    return pixels


def profile_of(image: Image.Image) -> ImageCms.ImageCmsProfile | None:
    if not (profile := image.info.get("icc_profile")):
        return None
    try:
        return ImageCms.ImageCmsProfile(BytesIO(profile))
    except (ImageCms.PyCMSError, OSError):
        log.warning("the color profile of an uploaded picture cannot be read")
        return None


def without_alpha(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """The pixels as RGB, L or CMYK, and what of them can be seen through."""
    if image.mode.startswith("I"):
        return eight_bits(image)
    if image.has_transparency_data:
        clear = image.convert("RGBA")
        gray = image.mode in {"L", "LA", "La", "1"}
        return clear.convert("RGB").convert("L") if gray else clear.convert("RGB"), clear.getchannel("A")
    own = {"1": "L", "L": "L", "CMYK": "CMYK"}.get(image.mode, "RGB")
    return image.convert(own), None


def eight_bits(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """Of 16 bits of gray: convert() would cut them off, and paint what is to be seen through black."""
    clear = image.info.pop("transparency", None)
    values = image.convert("I")
    gray = values.point(lambda value: value / 256).convert("L")
    if not isinstance(clear, int):
        return gray, None
    opaque = ImageMath.lambda_eval(
        lambda of: of["convert"]((of["values"] != clear) * 255, "L"), values=values
    )
    return gray, opaque


def on_paper(image: Image.Image) -> Image.Image:
    """A new one, with the pixels and nothing else."""
    paper = Image.new("RGB", image.size, PAPER)
    paper.paste(image, mask=image if image.mode == "RGBA" else None)
    return paper


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

"""Facts that the database itself guarantees."""

from content.models.articles import OUT, RESERVED_SLUGS, WRITTEN, Article, WithoutTags
from content.models.pictures import Picture
from content.models.topics import Topic
from content.models.trust import Correction, OldAddress, SignOff, Source

__all__ = [
    "OUT",
    "RESERVED_SLUGS",
    "WRITTEN",
    "Article",
    "Correction",
    "OldAddress",
    "Picture",
    "SignOff",
    "Source",
    "Topic",
    "WithoutTags",
]

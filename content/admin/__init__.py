"""The content desk. Form, checks, verbs, versions and inlines have a file each."""

from content.admin.articles import ArticleAdmin
from content.admin.pictures import PictureAdmin
from content.admin.topics import TopicAdmin

__all__ = ["ArticleAdmin", "PictureAdmin", "TopicAdmin"]

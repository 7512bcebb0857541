"""The content desk. Form, verbs, versions and inlines have a file each."""

from content import picture_admin
from content.admin.articles import ArticleAdmin
from content.admin.topics import TopicAdmin

__all__ = ["ArticleAdmin", "TopicAdmin", "picture_admin"]

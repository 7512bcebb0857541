from typing import Any

from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.lists import ReadableList
from content import pictures
from content.models import Article, Picture


class UploadForm(forms.ModelForm):
    file = forms.FileField(
        label=gettext_lazy("Picture"),
        help_text=gettext_lazy(
            "JPEG, PNG, WebP or AVIF, at most 20 MB. Where and when it was taken is removed."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/avif"}),
        allow_empty_file=True,  # pictures.py says so, in one voice with the rest
    )

    class Meta:
        model = Picture
        fields = ["alt"]

    def clean_file(self) -> pictures.Drawn:
        file: UploadedFile = self.cleaned_data["file"]
        try:
            if (file.size or 0) > pictures.MEGABYTES * 1024 * 1024:
                raise pictures.too_large()  # before it is all in memory
            drawn = pictures.drawn(file.read())
        except pictures.Refused as refused:
            raise forms.ValidationError(str(refused)) from refused
        if there := Picture.objects.light().filter(digest=drawn.digest).first():
            raise forms.ValidationError(_("You have this picture already: “%(alt)s”.") % {"alt": there.alt})
        return drawn


@admin.register(Picture)
class PictureAdmin(ReadableList):
    """Uploaded once; afterwards only the words about it change."""

    list_display = ["preview", "alt", "added_at"]
    list_display_links = ["alt"]
    search_fields = ["alt", "digest"]
    actions = None  # one at a time: has_delete_permission() is asked about each
    add_fields = ["file", "alt"]
    change_fields = ["preview", "alt", "code", "used_in", "added_at", "by"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Picture]:
        return super().get_queryset(request).defer("small", "large")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **({} if obj else {"form": UploadForm}) | kwargs)

    def get_fields(self, request: HttpRequest, obj: Picture | None = None) -> Any:
        return self.change_fields if obj else self.add_fields

    def get_readonly_fields(self, request: HttpRequest, obj: Picture | None = None) -> Any:
        return [name for name in self.change_fields if name != "alt"] if obj else []

    def save_model(self, request: HttpRequest, obj: Picture, form: Any, change: bool) -> None:
        if not change:
            for name, value in vars(form.cleaned_data["file"]).items():
                setattr(obj, name, value)
            obj.added_at, obj.added_by = timezone.now(), request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Picture | None = None) -> bool:
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or not Article.objects.showing(obj).exists())

    def view_on_site(self, obj: Picture) -> str:
        return obj.get_absolute_url()

    @admin.display(description=gettext_lazy("picture"))
    def preview(self, picture: Picture) -> SafeString:
        """The words stand beside it: it needs no others."""
        return format_html(
            '<img src="{}" width="120" height="{}" alt="" loading="lazy">',
            picture.small_address,
            round(120 * picture.height / picture.width),
        )

    @admin.display(description=gettext_lazy("HTML to paste into a text"))
    def code(self, picture: Picture) -> SafeString:
        """Where no script runs, the text is a field of HTML, and no dialog has the pictures."""
        return format_html("<code>{}</code>", picture.code)

    @admin.display(description=gettext_lazy("used in"))
    def used_in(self, picture: Picture) -> SafeString | str:
        articles = Article.objects.showing(picture)
        links = ((article.get_absolute_url(), article.title) for article in articles)
        return format_html_join(", ", '<a href="{}">{}</a>', links) or "–"

    @admin.display(description=gettext_lazy("added by"))
    def by(self, picture: Picture) -> str:
        """Without a link to the account, which editors may not open."""
        return str(picture.added_by) if picture.added_by else "–"

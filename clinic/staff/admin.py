"""Colleagues' accounts: invite, change the role, disable."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clinic.lists import ReadableList
from clinic.staff import invitations, roles
from clinic.staff.ending import RESET, reset_second_factor
from clinic.staff.second_factor import SECOND_FACTORS
from clinic.text import EmailFormField, LineFormField
from clinic.traces import looks

# Roles are the program's; the others are allauth's, and nobody's to look into.
admin.site.unregister([User, Group, Authenticator, EmailAddress, UserSession])


class ColleagueForm(forms.ModelForm):
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=list(roles.LABELS.items()),
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Front desk: answers requests and books. Editor: writes articles, sees no patient. "
            "Manager: all of that, and hours, accounts, exports and who saw what."
        ),
        error_messages={"required": gettext_lazy("Choose a role.")},
    )

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email", "is_active"]
        labels = {
            "username": gettext_lazy("User name"),
            "email": gettext_lazy("E-mail address"),
            "is_active": gettext_lazy("May sign in"),
        }
        help_texts = {
            "username": gettext_lazy("What this colleague signs in with. One account for each person."),
            "email": gettext_lazy("The link to choose a password goes there."),
            "is_active": gettext_lazy("Without the tick all sessions of this account end at once."),
        }
        field_classes = {
            "first_name": LineFormField,
            "last_name": LineFormField,
            "email": EmailFormField,
        }

    by: User  # who is at the keyboard

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["role"] = roles.role_of(self.instance)
        for name in ("first_name", "email"):
            self.fields[name].required = True

    def clean_username(self) -> str:
        """Nobody tells “Anna” from “anna”."""
        name: str = self.cleaned_data["username"]
        if User.objects.exclude(pk=self.instance.pk).filter(username__iexact=name).exists():
            raise forms.ValidationError(_("Somebody has this user name already. Choose another."))
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        stays_manager = cleaned.get("is_active") and cleaned.get("role") == roles.MANAGER
        if self.instance.pk == self.by.pk and not stays_manager:
            self.add_error(None, _("Nobody can lock themselves out: ask another manager to change this."))
        return cleaned


@admin.register(User)
class ColleagueAdmin(ReadableList):
    form = ColleagueForm
    list_display = ["username", "name", "role", "may_sign_in", "second_factor", "last_login"]
    list_filter = ["is_active", "groups"]
    search_fields = ["username", "first_name", "last_name", "email"]
    ordering = ["username"]
    actions = None
    fieldsets = [(None, {"fields": ["username", ("first_name", "last_name"), "email", "role", "is_active"]})]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
        return super().get_queryset(request).prefetch_related("groups").annotate(safe=Exists(factors))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.by = request.user
        return form

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody changes an account that may more than their own."""
        above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not above

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """What somebody did stays theirs. An account that is no longer needed is disabled."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        obj.is_staff = True
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        roles.give(obj, form.cleaned_data["role"])
        if not change:
            transaction.on_commit(lambda: invite(request, obj))

    def get_urls(self) -> list[URLPattern]:
        def ours(route: str, view: Any, name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"auth_user_{name}")

        return [
            ours("<int:pk>/invite/", require_POST(self.invite_view), "invite"),
            ours("<int:pk>/reset-second-factor/", self.reset_view, "reset_second_factor"),
            *super().get_urls(),
        ]

    def invite_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        invite(request, self.colleague(request, pk))
        return redirect("admin:auth_user_change", pk)

    def reset_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        colleague = self.colleague(request, pk)
        if request.method != "POST":
            context = {**self.admin_site.each_context(request), "colleague": colleague}
            return render(request, "admin/auth/user/reset_second_factor.html", context)
        reset_second_factor(colleague)
        tell(request, colleague)
        messages.success(request, RESET % {"name": colleague.get_username()})
        return redirect("admin:auth_user_change", pk)

    def colleague(self, request: HttpRequest, pk: int) -> User:
        user = get_object_or_404(User, pk=pk)
        if not self.has_change_permission(request, user) or user == request.user:
            raise PermissionDenied
        return user

    @admin.display(description=gettext_lazy("Name"))
    def name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description=gettext_lazy("Role"))
    def role(self, user: User) -> str:
        name = roles.role_of(user)
        return str(roles.LABELS[name]) if name else _("none")

    @admin.display(description=gettext_lazy("May sign in"), boolean=True, ordering="is_active")
    def may_sign_in(self, user: User) -> bool:
        return user.is_active

    @admin.display(description=gettext_lazy("Second factor"), boolean=True)
    def second_factor(self, user: Any) -> bool:
        return bool(user.safe)


def invite(request: HttpRequest, user: User) -> None:
    if not user.is_active or not user.email:
        messages.warning(request, _("No link was sent: the account is disabled, or has no e-mail address."))
        return
    try:
        invitations.send(user)
    except invitations.NotSent as error:
        messages.error(request, str(error))
    else:
        looks.record(request, looks.Action.INVITED, [], user.get_username())
        messages.success(
            request, _("A link to choose a password is on its way to %(email)s.") % {"email": user.email}
        )


def tell(request: HttpRequest, user: User) -> None:
    """Whoever has not asked for it is to know."""
    if not user.email:
        return
    try:
        invitations.tell_of_reset(user)
    except invitations.NotSent:
        messages.warning(request, _("The mail that tells of it could not be sent. Tell them yourself."))

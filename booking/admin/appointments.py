"""The queue and the request page. Status and time are no form fields here: verbs/ has what can be done."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking import wording
from booking.admin import request as request_view
from booking.admin import sentences, touched
from booking.admin.callers import book_caller
from booking.admin.desk import refresh
from booking.admin.diary import page as diary_page
from booking.admin.exporting import export
from booking.admin.filters import NarrowFilter, narrowed
from booking.admin.finding import find
from booking.admin.offer_each import offer_each
from booking.admin.queue import VIEWS, NearPaginator, ViewFilter, view_of
from booking.admin.verbs import VERBS, record_call, record_try, tick_off
from booking.models import Appointment, Message, Note
from booking.models.contacts import contact_of
from clinic.answers import keeps_answers
from clinic.lists import ReadableList, Unreadable
from clinic.traces import looks


@admin.register(Appointment)
class AppointmentAdmin(ReadableList):
    list_display_links = ["patient"]
    list_filter = [ViewFilter, NarrowFilter]
    list_per_page = 50
    paginator = NearPaginator
    list_select_related = ["contact", "provider"]
    search_fields = ["reference"]  # that there is a search; what it finds is up to finding.py
    search_help_text = gettext_lazy("Name, phone, e-mail or reference. Looks in all of them, past ones too.")
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    sortable_by = []
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Appointment | None = None) -> bool:
        """Of fields. The verbs ask for the permission by its name."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Appointment | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        def ours(route: str, view: Any, name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"booking_appointment_{name}")

        return [
            ours("book/", book_caller, "book"),
            ours("diary/", diary_page, "diary"),
            ours("offer-each/", offer_each, "offer_each"),
            ours("export/", self.export_view, "export"),
            ours("desk/", refresh, "desk"),
            ours("<int:pk>/called/<int:message>/", record_call, "called"),
            ours("<int:pk>/called/<int:message>/tried/", record_try, "tried"),
            ours("<int:pk>/seen/<int:message>/", tick_off, "seen"),
            *(ours(f"<int:pk>/{verb.name}/", verb.as_view(), verb.name) for verb in VERBS),
            *super().get_urls(),
        ]

    # The queue

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        current, now = view_of(request), timezone.now()
        shown_of_all = narrowed(request, current.name, now)
        counted = shown_of_all.form.narrow(Appointment.objects.all())
        tabs = [
            {
                "label": view.label,
                "url": f"?{urlencode({'view': view.name, **shown_of_all.form.typed})}",
                "current": view is current,
                "count": view.filter(counted, now).count() if view.counted else None,
            }
            for view in VIEWS
        ]
        context = {
            "title": _("Requests and visits"),
            "tabs": tabs,
            "narrowed": shown_of_all,
            "empty": current.empty,
            "view": current.name,
            "may_act": request.user.has_perm("booking.change_appointment"),
            "may_export": request.user.has_perm("booking.export_appointment"),
        }
        response = super().changelist_view(request, {**context, **(extra_context or {})})
        shown = getattr(response, "context_data", None) or {}
        if "cl" in shown:
            if current.prepare:
                current.prepare(shown["cl"].result_list)
            searched = shown["cl"].query
            action = looks.Action.SEARCHED if searched else looks.Action.LISTED
            references = [one.reference for one in shown["cl"].result_list]
            looks.record(request, action, references, searched or current.name)
        return response

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """All pages of the list at this address."""
        if not self.has_view_permission(request) or not request.user.has_perm("booking.export_appointment"):
            raise PermissionDenied
        try:
            shown = self.get_changelist_instance(request)
        except Unreadable:
            return redirect("admin:booking_appointment_changelist")
        return export(request, shown.queryset, shown.query or view_of(request).name)

    def get_list_display(self, request: HttpRequest) -> Any:
        return view_of(request).columns

    def get_ordering(self, request: HttpRequest) -> Any:
        return view_of(request).ordering(timezone.now())

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appointment]:
        """A list never loads what patients wrote (STANDARDS 3.7)."""
        declined = Message.objects.filter(appointment=OuterRef("pk"), kind=Message.Kind.DECLINED)
        return (
            super()
            .get_queryset(request)
            .defer("note", "contact__access_needs", "contact__interpreter")
            .annotate(was_declined=Exists(declined))
            .prefetch_related(
                "proposed_times__provider",
                Prefetch("messages", Message.objects.to_call(), to_attr="calls"),
            )
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Appointment], search_term: str
    ) -> tuple[QuerySet[Appointment], bool]:
        # As it was typed: Django hands on nothing where it cannot read it, and that would find everything.
        if words := request.GET.get(SEARCH_VAR, "").strip():
            queryset = find(words, queryset)
        return queryset, False

    @admin.display(description=gettext_lazy("Patient"))
    def patient(self, appointment: Appointment) -> str:
        return appointment.contact.patient_name

    @admin.display(description=gettext_lazy("Visit"))
    def visit(self, appointment: Appointment) -> str:
        return format_html(
            '{}<br><span class="desk-quiet">{}</span>', appointment.visit_name, appointment.reference
        )

    @admin.display(description=gettext_lazy("Waits"))
    def waits(self, appointment: Appointment) -> str:
        now = timezone.now()
        if appointment.waiting_since is None or appointment.answer_by is None:
            return ""
        waiting = _("for %(time)s") % {"time": sentences.how_long(appointment.waiting_since, now)}
        if late := sentences.overdue(appointment, now):
            return format_html('{}<br><strong class="desk-late">{}</strong>', waiting, late)
        due = _("answer by %(time)s") % {"time": wording.short_when(appointment.answer_by)}
        return format_html('{}<br><span class="desk-quiet">{}</span>', waiting, due)

    @admin.display(description=gettext_lazy("Asks for"))
    def asks_for(self, appointment: Appointment) -> SafeString:
        lines = [("desk-late", one) for one in sentences.awry(touched.as_touched(appointment).trouble)]
        if agreed := sentences.agreed_place(appointment):
            instead = _("instead of %(time)s") % {"time": wording.short_when(agreed[1])}
            lines.insert(0, ("desk-quiet", instead))
        more = format_html_join("", '<br><span class="{}">{}</span>', lines)
        return format_html("{}{}", sentences.asks_for(appointment), more)

    @admin.display(description=gettext_lazy("Times offered"))
    def offered(self, appointment: Appointment) -> SafeString:
        times = [(sentences.when_and_with(one.provider, one.starts_at),) for one in appointment.offers]
        return format_html_join("", "<div>{}</div>", times)

    @admin.display(description=gettext_lazy("Held until"))
    def held_until(self, appointment: Appointment) -> str:
        if appointment.answer_by is None:
            return ""
        if appointment.answer_by <= timezone.now():
            return format_html('<strong class="desk-late">{}</strong>', _("no longer held"))
        return wording.short_when(appointment.answer_by)

    @admin.display(description=gettext_lazy("Say"))
    def say(self, appointment: Appointment) -> SafeString:
        return format_html_join(
            "",
            '<div class="desk-say">{} <button class="desk-button" formaction="{}">{}</button></div>',
            (
                (
                    sentences.to_say(message),
                    reverse("admin:booking_appointment_called", args=[appointment.pk, message.pk])
                    + "?back=call",
                    _("I have called"),
                )
                for message in appointment.calls  # type: ignore[attr-defined]
            ),
        )

    @admin.display(description=gettext_lazy("When"))
    def time(self, appointment: Appointment) -> str:
        return wording.short_when(appointment.starts_at) if appointment.starts_at else ""

    @admin.display(description=gettext_lazy("With"))
    def seen_by(self, appointment: Appointment) -> str:
        return appointment.provider.name if appointment.provider else ""

    @admin.display(description=gettext_lazy("Is"))
    def standing(self, appointment: Appointment) -> str:
        return sentences.standing(appointment)

    @admin.display(description=gettext_lazy("Reach"))
    def reach(self, appointment: Appointment) -> SafeString:
        contact = contact_of(appointment)
        ways = []
        if contact.phone:
            about = " ".join(filter(None, (contact.phone_note, sentences.on_phone(contact))))
            ways.append((contact.phone.as_rfc3966, wording.phone(contact.phone), about))
        if contact.email:
            whose = "" if contact.phone else sentences.ask_for(contact)
            ways.append((f"mailto:{contact.email}", contact.email, whose))
        return format_html_join("", '<div><a href="{}">{}</a></div><div class="desk-quiet">{}</div>', ways)

    # The request page

    @keeps_answers
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        appointment = self.get_object(request, unquote(object_id))
        if appointment is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        return request_view.show(request, appointment)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        response = super().history_view(request, object_id, extra_context)
        shown = getattr(response, "context_data", None) or {}
        if "object" in shown:
            looks.record(request, looks.Action.OPENED, [shown["object"].reference], "history")
        return response

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Appointment | None:
        """Refuses before it looks: Django would tell whoever may see no patient which numbers there are."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            return (
                self.get_queryset(request)
                .defer(None)
                .select_related("contact", "provider", "visit_type", "wished_provider", "changed_by")
                .prefetch_related(
                    "holds",
                    Prefetch("messages", Message.objects.select_related("called_by")),
                    Prefetch("notes", Note.objects.select_related("written_by")),
                )
                .get(pk=int(object_id))
            )
        except (Appointment.DoesNotExist, ValueError):
            return None

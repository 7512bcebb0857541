"""The journey of somebody who asks for a visit: visit, time, details, more, check, sent."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from booking import diary, drafts, standstill, weeks, wording, workflow
from booking.access import keep_draft, let_in, may_open_draft
from booking.availability import DAY
from booking.errors import BookingError, TimeTaken
from booking.forms import ContactForm, PreferencesForm, TimeForm, parse_day, parse_time
from booking.models import Appointment, Draft, Link, Provider, VisitType
from booking.needs import NeedsForm
from clinic.answers import answered, keeps_answers, pressed
from clinic.visitors import visitor_key

KEPT = ("draft", "article", "provider")

step = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Choose the visit."""
    context = {"visit_types": VisitType.objects.bookable_online(), "kept": kept_in_address(request)}
    return render(request, "booking/start.html", context)


@step
@keeps_answers
@never_cache
def times(request: HttpRequest, visit_type: str) -> HttpResponse:
    """Choose the time, for a new draft or for the one that the address names."""
    visit = get_object_or_404(VisitType, slug=visit_type)
    if not visit.can_be_chosen:
        return visit_gone(request, draft_in(request), visit)
    if not diary.online_times_are_offered():
        return render(request, "booking/by_phone.html", {"visit_type": visit})
    draft = draft_in(request)
    providers = diary.providers_for(visit)
    wished = wished_in(request, providers, draft)
    chosen = draft.answers.get("time") or ""
    form = TimeForm(request.POST if request.method == "POST" else None, initial={"time": chosen})
    now = timezone.now()
    if answered(request, form):
        starts_at = form.cleaned_data["time"]
        if diary.choose_provider(visit, [wished] if wished else providers, starts_at, now):
            written = drafts.write_time(draft, visit, wished, wording.value_of(starts_at))
            return next_step(request, draft) if written else sent_or_gone(request, draft.pk)
        form.add_error("time", _("That time is not free. Choose another one."))
    chosen_at = parse_time(chosen)
    today = diary.local_day(now)
    week = weeks.week_of(
        visit,
        [wished] if wished else providers,
        from_day=parse_day(
            request.GET.get("from", str(diary.local_day(chosen_at)) if chosen_at else ""),
            first=today,
            last=today + visit.horizon * DAY,
        ),
        now=now,
    )
    kept = kept_in_address(request)
    context = {
        "visit_type": visit,
        "providers": providers,
        "wished": wished,
        "week": week,
        "form": form,
        "zone": wording.zone_name(),
        "kept": kept,
        "carried": in_address(request, *KEPT, "from"),
        "times_at": request.path,
        "none_at": reverse("booking:preferences", args=[visit.slug]) + (f"?{kept}" if kept else ""),
    }
    return render(request, "booking/times.html", context)


@step
@keeps_answers
@never_cache
def preferences(request: HttpRequest, visit_type: str) -> HttpResponse:
    """None of these work: which days and parts of the day would."""
    visit = get_object_or_404(VisitType, slug=visit_type)
    if not visit.can_be_chosen:
        return visit_gone(request, draft_in(request), visit)
    if not diary.online_times_are_offered():
        return render(request, "booking/by_phone.html", {"visit_type": visit})
    draft = draft_in(request)
    wished = wished_in(request, diary.providers_for(visit), draft)
    initial = {"days": draft.answers.get("days"), "parts": draft.answers.get("parts")}
    form = PreferencesForm(request.POST if request.method == "POST" else None, initial=initial)
    if answered(request, form):
        days, parts = form.cleaned_data["days"], form.cleaned_data["parts"]
        written = drafts.write_preferences(draft, visit, wished, days, parts)
        return next_step(request, draft) if written else sent_or_gone(request, draft.pk)
    return render(
        request,
        "booking/preferences.html",
        {"visit_type": visit, "form": form, "kept": kept_in_address(request)},
    )


@step
@keeps_answers
@never_cache
def details(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Who, and how to reach them."""
    answers = open_draft(request, draft)
    if answers is None:
        return sent_or_gone(request, draft, keep_details)
    form = ContactForm(request.POST) if request.method == "POST" else ContactForm(initial=answers.details)
    if answered(request, form):
        if not drafts.write_details(answers.draft, form.cleaned_data, now=timezone.now()):
            return sent_or_gone(request, draft)
        name = "booking:more" if answers.needs is None else "booking:check"
        return keep_draft(request, redirect(name, draft), answers.draft)
    return render(request, "booking/details.html", {"answers": answers, "form": form})


@step
@keeps_answers
@never_cache
def more(request: HttpRequest, draft: UUID) -> HttpResponse:
    """What else we should know. Whoever skips it leaves what was answered before as it is."""
    answers = open_draft(request, draft)
    if answers is None:
        return sent_or_gone(request, draft, keep_needs)
    if not answers.details:
        return redirect("booking:details", draft)
    skipped = pressed(request) and "skip" in request.POST
    typed = request.POST if request.method == "POST" else None
    form = NeedsForm(typed, initial=answers.needs, details=answers.details)
    if skipped or answered(request, form):
        kept = answers.draft
        written = drafts.skip_needs(kept) if skipped else drafts.write_needs(kept, form.cleaned_data)
        if not written:
            return sent_or_gone(request, draft)
        return keep_draft(request, redirect("booking:check", draft), kept)
    return render(request, "booking/more.html", {"answers": answers, "form": form})


@step
@keeps_answers
@never_cache
def check(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The answers once more; sending them is what makes the request."""
    answers = open_draft(request, draft)
    if answers is None:
        return sent_or_gone(request, draft)
    if not answers.details:
        return redirect("booking:details", draft)
    if not pressed(request):
        return render(request, "booking/check.html", {"answers": answers})
    if changed_parts := answers.changed_since(request.POST.get("answers", "")):
        changed = BookingError(
            _("Changed meanwhile: %(parts)s. Nothing was sent. Check your answers again.")
            % {"parts": ", ".join(changed_parts)}
        )
        return render(request, "booking/check.html", {"answers": answers, "refusal": changed}, status=409)
    return send(request, answers, now=timezone.now())


def send(request: HttpRequest, answers: drafts.Answers, *, now: datetime) -> HttpResponse:
    appointment = answers.new_appointment(visitor_key(request))
    contact = answers.new_contact()
    if not diary.online_times_are_offered():
        said = _("We do not book online at the moment.")
        return stopped(request, answers.draft, said, offers=False, status=409)
    if not diary.providers_for(answers.visit_type):
        return stopped(request, answers.draft, standstill.nobody(answers.visit_type), status=409)
    try:
        if answers.starts_at:
            appointment = workflow.request(appointment, contact, answers.starts_at, now=now)
        else:
            appointment = workflow.join_waitlist(appointment, contact, now=now)
    except TimeTaken as refusal:
        assert answers.starts_at is not None
        providers = diary.providers_for(answers.visit_type, answers.wished)
        context = {
            "answers": answers,
            "refusal": refusal,
            "why": standstill.time_gone(answers.visit_type, answers.wished, answers.starts_at, now),
            "days": weeks.nearest(answers.visit_type, providers, answers.starts_at, now),
        }
        return render(request, "booking/taken.html", context, status=409)
    except BookingError as refusal:
        return render(request, "booking/check.html", {"answers": answers, "refusal": refusal}, status=409)
    drafts.empty(answers.draft)
    return show_sent(request, appointment)


def show_sent(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """On to the appointment's own page, with a link for this browser, unless the desk has ended them."""
    if appointment.links.filter(revoked_at__isnull=False).exists():
        return redirect(appointment)
    link = Link.objects.mint(appointment)[0]
    return let_in(request, redirect(appointment), link)


def next_step(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Whoever came back to change one answer goes on to check them all."""
    name = "booking:check" if draft.answers.get("details") else "booking:details"
    return keep_draft(request, redirect(name, draft.pk), draft)


def open_draft(request: HttpRequest, number: UUID) -> drafts.Answers | None:
    if not may_open_draft(request, number):
        return None
    draft = Draft.objects.live().filter(pk=number).first()
    return drafts.read(draft) if draft else None


Keep = Callable[[HttpRequest, Draft], bool]


def sent_or_gone(request: HttpRequest, number: UUID, keep: Keep | None = None) -> HttpResponse:
    """The second of two presses comes to what the first one made; so does a refresh the day after.

    What was typed on the page is kept by `keep`, and goes along to the visit that is chosen instead.
    """
    sent = Appointment.objects.filter(submission=number).first()
    if sent is None:
        draft = Draft.objects.live().filter(pk=number).first()
        if draft and not may_open_draft(request, number):
            said = standstill.OTHER_BROWSER if request.COOKIES else standstill.NO_COOKIE
            return stopped(request, None, str(said), status=404)
        if draft:
            if keep:
                keep(request, draft)
            slug = draft.answers.get("visit", "")
            return visit_gone(request, draft, VisitType.objects.filter(slug=slug).first())
        new = Draft(begun_by=visitor_key(request))
        kept = new if keep and keep(request, new) else None
        return stopped(request, kept, str(standstill.TOO_OLD), status=404)
    return (
        show_sent(request, sent) if pressed(request) and may_open_draft(request, number) else redirect(sent)
    )


def visit_gone(request: HttpRequest, draft: Draft, visit: VisitType | None) -> HttpResponse:
    name = (draft.answers.get("terms") or {}).get("name", "")
    kept = None if draft._state.adding else draft
    return stopped(request, kept, standstill.retired(visit, name), status=404 if kept is None else 409)


def stopped(
    request: HttpRequest, draft: Draft | None, said: str, *, status: int, offers: bool = True
) -> HttpResponse:
    """Why it does not go on here, what is kept, and where it goes on."""
    context = {
        "said": said,
        "draft": draft,
        "visit_types": VisitType.objects.bookable_online() if offers else [],
        "kept": urlencode({"draft": str(draft.pk)}) if draft else kept_in_address(request),
    }
    response = render(request, "booking/stopped.html", context, status=status)
    return keep_draft(request, response, draft) if draft else response


def keep_details(request: HttpRequest, draft: Draft) -> bool:
    form = ContactForm(request.POST)
    return answered(request, form) and drafts.write_details(draft, form.cleaned_data, now=timezone.now())


def keep_needs(request: HttpRequest, draft: Draft) -> bool:
    """Which of them are asked depends on the details: without these, nothing."""
    details = draft.answers.get("details")
    if not details:
        return False
    form = NeedsForm(request.POST, details=details)
    return answered(request, form) and drafts.write_needs(draft, form.cleaned_data)


def draft_in(request: HttpRequest) -> Draft:
    """The draft that the address names, so that a changed answer keeps the others; else a new one.

    One that was sent is not taken again: what is chosen after that is another request.
    """
    new = Draft(answers={"article": article_in(request)}, begun_by=visitor_key(request))
    try:
        number = UUID(request.GET.get("draft", ""))
    except ValueError:
        return new
    if not may_open_draft(request, number) or Appointment.objects.filter(submission=number).exists():
        return new
    return Draft.objects.live().filter(pk=number).first() or new


def wished_in(request: HttpRequest, providers: list[Provider], draft: Draft) -> Provider | None:
    """Asked for only where there are several; anything unknown means anybody."""
    wished = request.GET.get("provider", str(draft.answers.get("provider") or ""))
    return next((one for one in providers if len(providers) > 1 and str(one.pk) == wished), None)


def article_in(request: HttpRequest) -> str:
    """The article that led here, where the address names one that could be."""
    article = request.GET.get("article", "")
    return (
        article
        if len(article) <= 100 and article.replace("-", "").replace("_", "").isalnum() and article.isascii()
        else ""
    )


def kept_in_address(request: HttpRequest) -> str:
    """What travels from page to page in the address, ready to be put behind a "?"."""
    return urlencode(in_address(request, *KEPT))


def in_address(request: HttpRequest, *names: str) -> dict[str, str]:
    return {name: request.GET[name] for name in names if request.GET.get(name)}

"""The front desk's pages: empty, on an ordinary day, and on the busiest. Each state comes upon what the ones
before it have left in the diary."""

from django.contrib.auth.models import User
from django.urls import reverse

from booking import workflow
from booking.models import Appointment, VisitType
from booking.tests.conftest import at as clock
from clinic.staff import roles
from clinic.staff.tests.browser.walking import let_in
from clinic.tests.browser.stage import Group, Stage, State, Way
from conftest import NOW, make_staff

NAMES = [
    "Ada Ashworth", "Ben Bay", "Carmen Díaz-Ortega", "Dee Dupont", "Eve Ünal", "Flo O’Brien", "Gus Garcia",
    "Hal Hu", "Ida Ibsen", "Jon Juhl", "Kit Kwan", "Lou Lindqvist", "Mia Moss", "Nan Nye",
]  # fmt: skip
STARTS = ["09:00", "10:00", "11:00", "13:00", "14:00", "15:00", "16:00"]
QUEUE = reverse("admin:booking_appointment_changelist")
DIARY = reverse("admin:booking_appointment_diary")
BOOK = reverse("admin:booking_appointment_book")


def sign_in(stage: Stage, user: User | None = None) -> None:
    let_in(stage.page.context, user or stage.receptionist, stage.site)


def at_desk(address: str) -> Way:
    def way(stage: Stage) -> None:
        sign_in(stage)
        stage.page.goto(address)

    return way


def an_ordinary_day(stage: Stage) -> None:
    make = stage.make_appointment
    make(status="booked", starts_at=clock("2026-06-02 09:00"), patient_name=NAMES[0], phone="+19197775201")
    make(starts_at=clock("2026-06-02 10:30"), patient_name=NAMES[1], phone="+19197775202")
    make(status="waitlist", patient_name=NAMES[2], phone="+19197775203")
    short = VisitType.objects.create(name="Follow-up", slug="follow-up", length=15, every=15, position=9)
    stage.provider.visit_types.add(short)
    make(status="booked", starts_at=clock("2026-06-02 14:00"), visit_type=short, patient_name=NAMES[11])
    make(
        status="booked",
        starts_at=clock("2026-06-03 09:00"),
        patient_name=NAMES[3],
        email="",
        phone="+19197775204",
    )
    offers = [(stage.provider, clock("2026-06-04 09:00")), (stage.provider, clock("2026-06-04 13:00"))]
    make(status="proposed", offers=offers, patient_name=NAMES[4])
    gone = make(status="booked", starts_at=clock("2026-06-05 09:00"), patient_name=NAMES[5])
    workflow.cancel(gone, now=NOW)
    sign_in(stage)
    stage.page.goto("/admin/")


def the_busiest_day(stage: Stage) -> None:
    """Everybody is busy, some have come already, and the morning's mail is not answered."""
    make, providers = stage.make_appointment, [stage.provider, stage.another_provider]
    friday = clock("2026-05-29 09:00")
    for number, starts in enumerate(STARTS):
        for column, provider in enumerate(providers):
            name = NAMES[(2 * number + column) % len(NAMES)]
            visit = make(
                status="booked",
                starts_at=clock(f"2026-06-01 {starts}"),
                provider=provider,
                patient_name=name,
                phone=f"+1919777{5300 + 2 * number + column}",
                now=friday,
            )
            if number == 0:
                workflow.fulfil(visit, by=stage.receptionist, now=NOW)
            elif number == 1 and column == 0:
                workflow.arrive(visit, by=stage.receptionist, now=NOW)
    for number, name in enumerate(NAMES):
        make(
            status="waitlist",
            patient_name=name,
            phone=f"+1919777{5400 + number}",
            now=friday,
        )
    sign_in(stage)
    stage.page.goto("/admin/")


def of(name: str, view: str = "change") -> Way:
    """The page, or the page of a verb, of the first appointment of somebody."""

    def way(stage: Stage) -> None:
        appointment = Appointment.objects.filter(contact__patient_name=name).earliest("pk")
        sign_in(stage)
        stage.page.goto(reverse(f"admin:booking_appointment_{view}", args=[appointment.pk]))

    return way


def declined(stage: Stage) -> None:
    """What the patient will read, before it is sent."""
    of(NAMES[1], "decline")(stage)
    stage.page.get_by_role("textbox", name="Reason").fill("We are away that week.")
    stage.press("Show what the patient reads")


def moving(stage: Stage) -> None:
    of(NAMES[0], "move")(stage)
    stage.page.get_by_role("link", name="Pick it in the diary").click()


def booking_a_caller(stage: Stage) -> None:
    """At a free time of the diary, sooner than patients may ask for."""
    at_desk(f"{DIARY}?day=2026-06-05")(stage)
    stage.page.get_by_role("link", name="free").first.click()


def in_quarters(stage: Stage) -> None:
    """A day of visits as short as they get."""
    short = VisitType.objects.get(slug="follow-up")
    at_desk(f"{DIARY}?day=2026-06-02&visit={short.pk}")(stage)


def nothing_typed(stage: Stage) -> None:
    at_desk(BOOK)(stage)
    stage.press("Book")


def a_closure(stage: Stage) -> None:
    """Over visits that are booked."""
    at_desk(reverse("admin:booking_closure_add"))(stage)
    stage.page.get_by_label("First day").fill("2026-06-02")
    stage.page.get_by_label("Last day").fill("2026-06-04")
    stage.press("Save")


def saved_closure(stage: Stage) -> None:
    a_closure(stage)
    stage.page.locator(".submit-row .default").click()
    stage.page.goto(f"{QUEUE}?view=touched")


def accepting_what_fell_away(stage: Stage) -> None:
    of(NAMES[4], "accept")(stage)
    stage.page.get_by_role("radio").first.check()
    stage.press("Book this time")


def going_live(stage: Stage) -> None:
    manager = User.objects.filter(username="head").first() or make_staff("head", "Mona Head", roles.MANAGER)
    sign_in(stage, manager)
    stage.page.goto("/admin/")


DESK: Group = {
    "desk-empty": State("The desk", at_desk("/admin/")),
    "desk": State("The desk", an_ordinary_day),
    "queue-found": State("Requests and visits", at_desk(f"{QUEUE}?q=unal")),
    "queue-none": State("Requests and visits", at_desk(f"{QUEUE}?q=nobody")),
    "request": State(f"{NAMES[1]} time asked for", of(NAMES[1])),
    "request-booked": State(f"{NAMES[0]} booked", of(NAMES[0])),
    "request-offered": State(f"{NAMES[4]} times offered", of(NAMES[4])),
    "request-waitlist": State(f"{NAMES[2]} no time found yet", of(NAMES[2])),
    "accept": State("The patient takes one of the times", of(NAMES[4], "accept")),
    "none-suits": State("None of these times suit", of(NAMES[4], "none")),
    "move": State("Book at another time", of(NAMES[0], "move")),
    "cancel-desk": State("Cancel", of(NAMES[0], "cancel")),
    "contact": State("Correct contact details", of(NAMES[0], "contact")),
    "close": State("Close as a duplicate, mistake or spam", of(NAMES[1], "close")),
    "decline": State("Decline", of(NAMES[1], "decline")),
    "offer": State("Offer times", of(NAMES[1], "offer")),
    "decline-preview": State("Decline", declined),
    "move-diary": State("Week of Monday, June 1, Paula Hand", moving),
    "book-caller": State("Book a caller", booking_a_caller),
    "book-error": State("Book a caller", nothing_typed),
    "diary-day": State("Tuesday, June 2", at_desk(f"{DIARY}?day=2026-06-02")),
    "diary-quarters": State("Tuesday, June 2", in_quarters),
    "diary-week": State("Week of Monday, June 1, Paula Hand", at_desk(f"{DIARY}?show=week&day=2026-06-02")),
    "closure-touches": State("This change touches 5 visits or requests", a_closure),
    "touched": State("Requests and visits", saved_closure),
    "request-touched": State(f"{NAMES[0]} booked", of(NAMES[0])),
    "confirm-outside": State("Confirm", of(NAMES[1], "confirm")),
    "accept-outside": State("The patient takes one of the times", accepting_what_fell_away),
    "offer-each": State("Offer each the nearest free times", at_desk(f"{QUEUE}offer-each/")),
    "desk-busiest": State("The desk", the_busiest_day),
    "queue-waiting": State("Requests and visits", at_desk(QUEUE)),
    "queue-call": State("Requests and visits", at_desk(f"{QUEUE}?view=call")),
    "diary-busiest": State("Monday, June 1", at_desk(DIARY)),
    "diary-sheet": State("Monday, June 1", at_desk(f"{DIARY}?show=sheet")),
    "going-live": State("The desk", going_live),
}

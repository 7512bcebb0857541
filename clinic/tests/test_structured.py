"""What the practice says of itself to machines: what stands on the page, and what is known."""

from datetime import time

from booking.models import WeeklyHours
from clinic import structured
from clinic.models import LegalPage, Practice
from clinic.sharing import Words
from clinic.tests.head import Head

REVIEWS = [
    "https://search.google.com/local/writereview?placeid=ChIJ1RLeoBqnrIkR3Nywwbe2reM",
    "https://www.yelp.com/writeareview/biz/zZ6rzHVtJpjZ_U2eF9TN0g",
]


def at_home(client):
    head = Head(client.get("/").content.decode())
    assert head.missing() == []
    [data] = head.data
    return data


def change(**facts):
    Practice.objects.update_or_create(pk=1, defaults=facts)


def test_the_practice_as_it_is_known(client, db, settings):
    site = settings.SITE_URL
    version = Words.of_site(Practice.load()).version

    assert at_home(client) == {
        "@context": "https://schema.org",
        "@type": "MedicalClinic",
        "@id": f"{site}/#practice",
        "name": "Knecht Chiropractic Center",
        "url": f"{site}/",
        "telephone": "+19197775242",
        "address": {
            "@type": "PostalAddress",
            "addressLocality": "Sanford",
            "addressRegion": "North Carolina",
        },
        "image": f"{site}/share.png?v={version}",
        "sameAs": REVIEWS,
    }


def test_facts_that_become_known(client, db):
    change(street="1 Sample Street", postal_code="27330", google_review_url="")
    data = at_home(client)

    assert data["address"] == {
        "@type": "PostalAddress",
        "streetAddress": "1 Sample Street",
        "addressLocality": "Sanford",
        "addressRegion": "North Carolina",
        "postalCode": "27330",
    }
    assert data["sameAs"] == REVIEWS[1:]
    change(yelp_review_url="")
    assert "sameAs" not in at_home(client)


def test_hours_once_they_are_confirmed(client, provider):
    assert "openingHoursSpecification" not in at_home(client)

    change(hours_confirmed=True)
    weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    assert at_home(client)["openingHoursSpecification"] == [
        {"@type": "OpeningHoursSpecification", "dayOfWeek": weekdays, "opens": "09:00", "closes": "12:00"},
        {"@type": "OpeningHoursSpecification", "dayOfWeek": weekdays, "opens": "13:00", "closes": "17:00"},
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": ["Saturday", "Sunday"],
            "opens": "00:00",
            "closes": "00:00",
        },
    ]
    WeeklyHours.objects.all().delete()
    assert "openingHoursSpecification" not in at_home(client)


def test_a_whole_day_and_one_until_midnight():
    found = structured.opening_hours({0: [(time(0), time(0))], 1: [(time(8), time(0))]})

    assert [(one["dayOfWeek"], one["opens"], one["closes"]) for one in found] == [
        (["Monday"], "00:00", "23:59"),
        (["Tuesday"], "08:00", "23:59"),
    ]


def test_a_name_does_not_end_the_element(client, db):
    name = "K & <!-- </script><script>alert(1)</script>"
    change(name=name)

    html = client.get("/").content.decode()
    assert html.count("</script>") == html.count("<script") == 1
    assert at_home(client)["name"] == name


def test_legal_page_says_where_it_stands(client, db, settings):
    LegalPage.objects.create(kind="accessibility", title="Access", body="<p>Ours.</p>", state="published")
    html = client.get("/legal/accessibility/").content.decode()

    [data] = Head(html).data
    assert data == {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": 1, "name": "Home", "item": f"{settings.SITE_URL}/"},
            {
                "@type": "ListItem",
                "position": 2,
                "name": "Access",
                "item": f"{settings.SITE_URL}/legal/accessibility/",
            },
        ],
    }

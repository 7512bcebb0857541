import pytest
from django.db import IntegrityError, transaction

from clinic.models import Practice

pytestmark = pytest.mark.django_db


def test_practice_is_one():
    Practice.load()

    with pytest.raises(IntegrityError, match="practice_is_one"), transaction.atomic():
        Practice.objects.create(pk=2)


def test_page_asks_for_the_practice_once(client, django_assert_num_queries):
    Practice.load()

    with django_assert_num_queries(1):
        client.get("/nowhere/")


def test_admin_goes_straight_to_the_one_row(head):
    response = head.get("/admin/clinic/practice/")

    assert response.headers["Location"] == "/admin/clinic/practice/1/change/"


def test_practice_is_neither_added_nor_deleted(head):
    Practice.load()

    assert head.get("/admin/clinic/practice/add/").status_code == 403
    assert head.get("/admin/clinic/practice/1/delete/").status_code == 403


def test_changed_phone_is_on_every_page(head, client):
    Practice.objects.update_or_create(pk=1, defaults={"phone": "+19195550100"})

    assert "(919) 555-0100" in client.get("/articles/").content.decode()


def change(head, **answers):
    practice = Practice.load()
    kept = {name: str(getattr(practice, name)) for name in ("name", "phone", "city", "state")}
    return head.post("/admin/clinic/practice/1/change/", kept | answers)


def test_an_address_typed_without_its_scheme_is_https(head):
    response = change(head, yelp_review_url="yelp.example/knecht")

    assert response.status_code == 302
    assert Practice.load().yelp_review_url == "https://yelp.example/knecht"


@pytest.mark.parametrize("code", ["1234", "123456", "Sanford", "12345-67"])
def test_a_zip_code_has_five_digits(head, code):
    assert "Enter the five digits of the ZIP code." in change(head, postal_code=code).content.decode()
    assert Practice.load().postal_code == ""


@pytest.mark.parametrize("code", ["12345", "12345-6789", ""])
def test_or_nine_or_is_not_told(head, code):
    assert change(head, postal_code=code).status_code == 302
    assert Practice.load().postal_code == code

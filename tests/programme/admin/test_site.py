"""The admin as a site of its own."""

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_the_admins_own_sign_in_leads_to_the_one_way_to_sign_in():
    response = Client().get(reverse("admin:login") + "?next=/admin/programme/session/")
    assert response.url == "/accounts/login/?next=%2Fadmin%2Fprogramme%2Fsession%2F"
    assert Client().post(reverse("admin:login"), {"username": "x", "password": "y"}).status_code == 302

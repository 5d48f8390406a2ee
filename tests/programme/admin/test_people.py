"""Accounts, as superusers keep them."""

import pytest
from allauth.account.utils import filter_users_by_email
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import UserFactory
from tests.web import form_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def supers_client() -> Client:
    client = Client()
    client.force_login(UserFactory(is_superuser=True))
    return client


def test_an_account_made_with_capitals_can_sign_in(supers_client):
    address = reverse("admin:accounts_user_add")
    supers_client.post(address, {"email": "Ada@Example.org", "name": "", "is_active": "on"})
    assert [user.email for user in filter_users_by_email("ada@example.org")] == ["ada@example.org"]


def test_an_address_that_is_here_in_another_case_is_refused_in_words(supers_client):
    UserFactory(email="ada@example.org")
    refused = supers_client.post(
        reverse("admin:accounts_user_add"), {"email": "ADA@example.org", "name": "", "is_active": "on"}
    )
    assert list(refused.context["adminform"].form.errors) == ["email"]


def test_rights_taken_away_meanwhile_are_not_given_back_by_a_stale_form(supers_client):
    user = UserFactory(is_superuser=True)
    address = reverse("admin:accounts_user_change", args=[user.pk])
    opened = form_on(supers_client.get(address), id="user_form")
    User.objects.filter(pk=user.pk).update(is_superuser=False, is_active=False)
    assert supers_client.post(address, {**opened, "name": "New name"}).status_code == 409
    user.refresh_from_db()
    assert (user.is_superuser, user.is_active, user.name == "New name") == (False, False, False)


def test_signing_in_meanwhile_makes_no_conflict(supers_client):
    user = UserFactory()
    address = reverse("admin:accounts_user_change", args=[user.pk])
    opened = form_on(supers_client.get(address), id="user_form")
    Client().force_login(user)
    assert supers_client.post(address, {**opened, "name": "New name"}).status_code == 302

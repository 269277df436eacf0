from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import OrganisationFactory, SecondFactorFactory, UserFactory
from tests.qiaomost.compliance.making import answered, made_edition, record_of, recorded

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", ["controledition", "controlentry", "classification", "exportdocument"])
def test_administration_shows_everything_and_changes_nothing(model: str, client: Client):
    superuser = UserFactory(is_staff=True, is_superuser=True)
    SecondFactorFactory(user=superuser)
    client.force_login(superuser)
    record, edition = record_of("CN"), made_edition()
    made = {
        "controledition": edition,
        "controlentry": edition.entries.first(),
        "classification": answered(record, edition, "listed", "990201X"),
        "exportdocument": recorded(record, OrganisationFactory(country="RU"), "cn_letter_of_intent"),
    }[model]
    home = f"/admin/compliance/{model}/"
    page = client.get(f"{home}{made.pk}/change/")
    assert (client.get(home).status_code, page.status_code) == (200, 200)
    assert client.get(f"{home}add/").status_code == 403
    assert client.post(f"{home}{made.pk}/change/", {}).status_code == 403
    assert "export-documents/" not in page.content.decode()

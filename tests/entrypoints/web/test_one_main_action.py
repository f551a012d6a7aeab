"""A page with a form has one main button: the form's own. What only leads down to the form is a plain one."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from givens.house import make_house

from amends.apps.staff.models import User

pytestmark = pytest.mark.django_db

_MAIN = re.compile(r'<(?:a|button)[^>]*class="[^"]*\bbutton-main\b[^"]*"')


@pytest.mark.parametrize(
    ("who", "page"),
    [("carla", "/incidents"), ("carla", "/places"), ("otto", "/staff"), ("otto", "/tokens")],
)
def test_a_page_with_a_form_has_one_main_action(who: str, page: str) -> None:
    client = Client()
    client.force_login(User.objects.get(id=make_house().people[who].id))
    content = client.get(page).content.decode().partition('<main class="page')[2].partition("</main>")[0]
    assert len(_MAIN.findall(content)) == 1

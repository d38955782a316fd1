"""Kept parts of pages: made once for their values, blind to everything else."""

from dataclasses import dataclass, field

import pytest
from django.template import Context, Engine, TemplateSyntaxError
from django.test import Client
from django.utils import translation

from mailsvc.preferences.services import save
from mailsvc.preferences.wishes import Wishes
from tests.web.mail.conftest import alice, people, signed_in  # noqa: F401  # fixtures

ENGINE = Engine(
    libraries={"keeping": "webui.templatetags.keeping", "i18n": "django.templatetags.i18n"},
    loaders=[("django.template.loaders.locmem.Loader", {"in.html": "{{ a }}{{ secret }}"})],
)


def template(text: str):
    return ENGINE.from_string("{% load keeping i18n %}" + text)


@dataclass
class Counted:
    """Says how often it was looked at."""

    looks: list[int] = field(default_factory=list)

    def look(self) -> str:
        self.looks.append(1)
        return f"look {len(self.looks)}"

    def __hash__(self) -> int:
        return 1


def test_a_part_is_made_once_for_its_values_and_again_for_others():
    page, counted = template("{% keep thing %}{{ thing.look }}{% endkeep %}"), Counted()
    assert [page.render(Context({"thing": counted})) for _ in range(3)] == ["look 1"] * 3
    assert page.render(Context({"thing": Counted([1, 1, 1])})) == "look 4"


def test_inside_are_only_the_named_values():
    page = template(
        "{% keep a=thing.a %}{{ a }}|{{ thing.a }}|{{ secret }}|"
        "{% include 'in.html' %}{% endkeep %}"
    )
    assert page.render(Context({"thing": {"a": "1"}, "secret": "của An"})) == "1|||1"
    assert page.render(Context({"thing": {"a": "1"}, "secret": "của Bình"})) == "1|||1"


def test_a_fresh_part_is_made_each_time_with_what_is_around():
    page = template("{% keep a %}<{{ a }}{% fresh %}{{ token }}{% endfresh %}>{% endkeep %}")
    assert page.render(Context({"a": "1", "token": "t1"})) == "<1t1>"
    assert page.render(Context({"a": "1", "token": "t2"})) == "<1t2>"


def test_kept_parts_within_fresh_and_kept_parts():
    page = template(
        "{% keep a %}{% keep a %}{{ a }}{% fresh %}{{ t }}{% endfresh %}{% endkeep %}"
        "{% fresh %}{% keep t %}[{{ t }}]{% endkeep %}{% endfresh %}{% endkeep %}"
    )
    assert page.render(Context({"a": "1", "t": "x"})) == "1x[x]"
    assert page.render(Context({"a": "1", "t": "y"})) == "1y[y]"


def test_a_blank_is_filled_in_each_time_and_makes_nothing_anew():
    page = template(
        "{% keep thing blank uid n=thing.n %}{{ uid }}/{{ n }}/{{ uid }} {{ thing.look }}"
        "{% fresh %} {{ uid }}{% endfresh %}{% endkeep %}"
    )
    counted = Counted()
    counted.n = 12
    assert page.render(Context({"thing": counted, "uid": 7})) == "7/12/7 look 1 7"
    assert page.render(Context({"thing": counted, "uid": 88})) == "88/12/88 look 1 88"


def test_a_blank_goes_through_kept_parts_within():
    page = template(
        "{% keep a blank uid %}{{ a }}{% keep a blank uid %}<{{ uid }}>{% endkeep %}{% endkeep %}"
    )
    assert [page.render(Context({"a": "1", "uid": n})) for n in (4, 5)] == ["1<4>", "1<5>"]


def test_only_a_number_fills_a_blank_in():
    page = template("{% keep a blank uid %}{{ uid }}{% endkeep %}")
    assert page.render(Context({"a": "1", "uid": "5"})) == "5"
    with pytest.raises(ValueError, match="script"):
        page.render(Context({"a": "1", "uid": "<script>"}))


def test_values_are_escaped_and_languages_kept_apart():
    page = template("{% keep a %}{{ a }} {% translate 'Thoát' %}{% endkeep %}")
    with translation.override("vi"):
        assert page.render(Context({"a": "<b>"})) == "&lt;b&gt; Thoát"
    with translation.override("en"):
        assert page.render(Context({"a": "<b>"})) != "&lt;b&gt; Thoát"


@pytest.mark.parametrize(
    "tag", ["{% keep 'a' %}", "{% keep a.b %}", "{% keep a=b c.d=e %}", "{% keep a blank 'b' %}"]
)
def test_what_has_no_name_is_refused(tag: str):
    with pytest.raises(TemplateSyntaxError):
        template(tag + "{% endkeep %}")


def test_the_frame_is_each_persons_own(alice: Client, people):  # noqa: F811
    bob = signed_in(people.bob)
    first, second = (browser.get("/").content.decode() for browser in (alice, bob))
    assert "Quàng Thị Hoa" in first and "Lò Văn Bình" not in first
    assert "Lò Văn Bình" in second and "Quàng Thị Hoa" not in second


def test_the_frame_follows_wishes_and_language_at_once(alice: Client, people):  # noqa: F811
    assert 'data-text="normal"' in alice.get("/").content.decode()
    save(people.alice.actor, wishes=Wishes(text_size="larger", theme="dark"))
    page = alice.get("/").content.decode()
    assert 'data-text="larger"' in page and 'content="dark"' in page
    alice.cookies["cv_language"] = "en"
    assert '<html lang="en"' in alice.get("/").content.decode()


def test_forms_carry_the_token_of_their_own_request(people):  # noqa: F811
    browsers = [Client(enforce_csrf_checks=True) for _ in range(2)]
    for browser in browsers:
        browser.force_login(people.alice.account, "webui.shared.login.DirectoryBackend")
    for browser in browsers:
        token = browser.get("/").context["csrf_token"]
        fields = {"language": "vi", "next": "/", "csrfmiddlewaretoken": str(token)}
        assert browser.post("/ngon-ngu/", fields).status_code == 302
    pages = [browser.get("/").content.decode() for browser in browsers]
    tokens = [page.split('name="csrfmiddlewaretoken" value="')[1][:64] for page in pages]
    assert tokens[0] != tokens[1]

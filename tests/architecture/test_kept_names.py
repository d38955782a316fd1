"""A part of a page that is kept (`{% keep %}`) is given every name it uses."""

from pathlib import Path

import pytest
from django.template import engines
from django.template.loader import get_template

from tests.support.kept_names import find_unnamed

TEMPLATES = Path(__file__).resolve().parents[2] / "webui" / "templates"
WITH_KEEPS = sorted(
    str(path.relative_to(TEMPLATES))
    for path in TEMPLATES.rglob("*.html")
    if "{% keep" in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", WITH_KEEPS)
def test_every_name_is_given(name: str) -> None:
    assert find_unnamed(get_template(name).template) == {}


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ("{% keep a %}{{ a }}{{ b.c }}{% endkeep %}", {"b"}),
        ("{% keep a blank b %}{{ a }}{{ b }}{{ c }}{% endkeep %}", {"c"}),
        ("{% keep a %}{% fresh %}{{ b }}{% endfresh %}{{ a }}{% endkeep %}", set()),
        ("{% keep %}{% if a and b or not c %}{% elif d %}{% endif %}{% endkeep %}", set("abcd")),
        ("{% keep a %}{% for x, y in a %}{{ x }}{{ y }}{{ z }}{% endfor %}{% endkeep %}", {"z"}),
        ("{% keep %}{{ 'x'|default:b }}{{ 1|add:'2' }}{{ True }}{% endkeep %}", {"b"}),
        (
            "{% keep a %}{% with b=a c=d %}{{ b }}{{ c }}{% endwith %}{{ b }}{% endkeep %}",
            set("bd"),
        ),
        (
            "{% load i18n %}{% keep %}{% blocktranslate count n=a %}{{ n }} {{ b }}{% plural %}"
            "{{ n }}{% endblocktranslate %}{% endkeep %}",
            {"a", "b"},
        ),
        ("{% keep %}{% url 'mail:home' x as y %}{{ y }}{% endkeep %}", {"x"}),
        ("{% if q %}{% block b %}{% keep %}{{ a }}{% endkeep %}{% endblock %}{% endif %}", {"a"}),
        (
            "{% keep pk=b %}{% include 'mail/_acts.html' with page=1 %}{% endkeep %}",
            {"asked", "view", "uid"},
        ),
    ],
)
def test_one_that_is_not_given_is_found(source: str, missing: set[str]) -> None:
    template = engines["django"].from_string("{% load keeping %}" + source)
    found = find_unnamed(template.template)
    assert set().union(*found.values()) == missing

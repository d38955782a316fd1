"""Every address is in the table of tests/support/pages.py: walked by axe, or named as no page."""

from tests.support.pages import NO_PAGES, PAGES, list_names


def test_every_address_is_walked_or_no_page() -> None:
    """A new page gets a row in PAGES there; a button, file or piece its name in the sets below."""
    known = set(PAGES) | NO_PAGES
    assert sorted(list_names() - known) == []


def test_the_table_names_no_address_that_is_gone_and_none_twice() -> None:
    assert sorted((set(PAGES) | NO_PAGES) - list_names()) == []
    assert sorted(set(PAGES) & NO_PAGES) == []

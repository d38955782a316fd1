"""What is made of a query's rows is kept by the rows, which are asked for each time."""

import pytest

from mailsvc.directory.models import Account, Mailbox
from mailsvc.prepared.queries import Prepared
from mailsvc.prepared.values import PreparedValue
from tests.factories import make_agency, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]

ACCOUNT = Prepared(lambda pk: Account.objects.select_related("person").filter(pk=pk), int)


@pytest.fixture
def names() -> PreparedValue[Mailbox, tuple[str, ...]]:
    return PreparedValue(
        lambda address: Mailbox.objects.filter(address=address),
        lambda rows, mark: tuple(f"{row.name}{mark}" for row in rows),
        str,
    )


def test_the_same_rows_are_the_same_value_and_others_another(names, django_assert_num_queries):
    box = make_member(make_agency(), name="Lò Văn Bình").mailbox
    with django_assert_num_queries(3):
        first = names.get(box.address, besides=("!",))
        assert names.get(box.address, besides=("!",)) is first
        assert names.get(box.address, besides=("?",)) == (f"{box.name}?",)
    Mailbox.objects.filter(pk=box.pk).update(name="Quàng Thị Hoa")
    assert names.get(box.address, besides=("!",)) == ("Quàng Thị Hoa!",)
    Mailbox.objects.filter(pk=box.pk).delete()
    assert names.get(box.address, besides=("!",)) == ()


def test_an_instance_is_nobody_elses():
    """One who changes his and does not save it changes nothing for the next."""
    member = make_member(make_agency(), name="Lò Văn Bình")
    account, sort_key = member.account, member.person.sort_key
    for _ in range(3):
        found = ACCOUNT.first(account.pk)
        assert found is not None and found.person is not None
        assert (found.address, found.person.sort_key) == (account.address, sort_key)
        assert found._state.adding is False and found._state.db == "default"
        found.address, found.person.sort_key = "khac@x.example", "khac"
        found.person = None


def test_an_instance_read_before_is_saved_and_read_as_any_other():
    account = make_member(make_agency()).account
    for language in ("en", "vi"):
        found = ACCOUNT.first(account.pk)
        assert found is not None
        found.language = language
        found.save()
        again = ACCOUNT.first(account.pk)
        assert again is not None and again.language == language


def test_what_leads_back_leads_back_to_the_copy():
    account = make_member(make_agency()).account
    for _ in range(2):
        found = ACCOUNT.first(account.pk)
        assert found is not None and found.person is not None
        assert found.person.account is found

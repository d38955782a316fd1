"""A prepared query answers as the same query of the ORM, each time from the database."""

from datetime import date, timedelta

import pytest
from django.db.models import Case, F, When

from mailsvc.directory.models import Account, Mailbox, Post, valid_on
from mailsvc.prepared.queries import Prepared, PreparedFor
from tests.factories import SINCE, make_agency, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]

ACCOUNT = Prepared(lambda pk: Account.objects.select_related("person").filter(pk=pk), int)
POSTS = Prepared(
    lambda agency_pk, day: Post.objects.filter(valid_on(day), agency_id=agency_pk).order_by("pk"),
    int,
    date,
)
MAILBOX = Prepared(lambda address: Mailbox.objects.filter(address=address), str)
OF_OPEN_ACCOUNTS = Prepared(
    lambda address: Mailbox.objects.filter(
        owner__in=Account.objects.filter(is_active=True), address=address
    ).order_by("pk")[:1],
    str,
)


def test_rows_are_instances_with_their_types_and_what_was_joined(django_assert_num_queries):
    member = make_member(make_agency(), name="Quàng Thị Hoa")
    with django_assert_num_queries(1):
        found = ACCOUNT.first(member.account.pk)
        assert found is not None
        assert found.person == member.person
    plain = Account.objects.get(pk=member.account.pk)
    for field in Account._meta.concrete_fields:
        assert getattr(found, field.attname) == getattr(plain, field.attname)
    assert found.is_active is True


def test_every_answer_is_of_now():
    member = make_member(make_agency())
    assert OF_OPEN_ACCOUNTS.first(member.mailbox.address) == member.mailbox
    Account.objects.filter(pk=member.account.pk).update(is_active=False)
    assert OF_OPEN_ACCOUNTS.first(member.mailbox.address) is None


def test_days_are_compared_as_days():
    agency = make_agency()
    member = make_member(agency)
    assert [post.person for post in POSTS.all(agency.pk, SINCE)] == [member.person]
    assert POSTS.all(agency.pk, SINCE - timedelta(days=1)) == []
    assert POSTS.all(agency.pk + 1, SINCE) == []


@pytest.mark.parametrize("pk", [10**30, -(10**30), 2**63])
def test_a_number_no_column_holds_finds_nothing(pk: int):
    assert ACCOUNT.first(pk) is None


@pytest.mark.parametrize("address", ["' OR 1=1 --", '"; DROP TABLE x; --', "%s", "\ue0000\ue001"])
def test_values_are_never_sql(address: str):
    make_member(make_agency())
    assert MAILBOX.all(address) == []


def test_a_value_without_a_place_is_told_at_once():
    forgetful = Prepared(lambda _pk: Account.objects.all(), int)
    with pytest.raises(TypeError, match="no place"):
        forgetful.all(1)


OWN = PreparedFor(
    lambda addresses, day: Mailbox.objects.filter(
        address__in=addresses, owner__person__posts__in=Post.objects.filter(valid_on(day))
    ).order_by("pk")[:2]
)


def test_a_shape_is_made_for_each_arguments_and_asked_each_time(django_assert_num_queries):
    agency = make_agency()
    members = [make_member(agency) for _ in range(3)]
    few = tuple(member.mailbox.address for member in members[:1])
    many = tuple(member.mailbox.address for member in members)
    assert OWN.all(few, SINCE) == [members[0].mailbox]
    with django_assert_num_queries(2):
        assert OWN.all(many, SINCE) == [member.mailbox for member in members[:2]]
        assert OWN.count(many, SINCE) == 2
    assert OWN.count(few, SINCE - timedelta(days=1)) == 0
    Mailbox.objects.filter(address__in=few).update(owner=None, kind=Mailbox.Kind.ROLE)
    assert (OWN.all(few, SINCE), OWN.count(few, SINCE)) == ([], 0)


OWN_BY_PK = PreparedFor(
    lambda addresses, pk: Mailbox.objects.filter(address__in=addresses, pk=pk), int
)


def test_a_shape_takes_values_too():
    agency = make_agency()
    one, other = make_member(agency), make_member(agency)
    own = ((one.mailbox.address,),)
    assert OWN_BY_PK.first(own, one.mailbox.pk) == one.mailbox
    assert OWN_BY_PK.first(own, other.mailbox.pk) is None
    assert OWN_BY_PK.first(own, 10**30) is None
    assert OWN_BY_PK.first(((other.mailbox.address,),), other.mailbox.pk) == other.mailbox


def test_what_can_have_no_rows_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert OWN.all((), SINCE) == []
        assert OWN.count((), SINCE) == 0


def test_a_builder_that_asks_the_database_is_refused():
    """What it found would be kept with the SQL: a right taken away would go on."""
    make_member(make_agency())
    eager = PreparedFor(
        lambda: Mailbox.objects.filter(owner__in=list(Account.objects.values_list("pk")))
    )
    with pytest.raises(TypeError, match="another one found"):
        eager.all()


def test_keys_and_marks_are_those_of_the_rows() -> None:
    agency = make_agency()
    people = [make_member(agency, name=name).person for name in ("Lò Thị Mai", "Cà Văn Đôi")]
    keys = PreparedFor(lambda pk: Post.objects.filter(agency_id=pk).order_by("-pk").only("pk"))
    posts = Post.objects.filter(agency=agency).order_by("-pk")
    assert keys.keys((agency.pk,)) == [post.pk for post in posts]
    marked = PreparedFor(
        lambda pk, person: (
            Post.objects.filter(agency_id=pk)
            .only("pk")
            .annotate(
                is_his=Case(When(person_id=person, then=1)), is_there=Case(When(pk__gt=0, then=1))
            )
        )
    )
    assert marked.tally(agency.pk, people[0].pk) == {"is_his": 1, "is_there": 2}
    assert marked.tally(agency.pk + 1, people[0].pk) == {"is_his": 0, "is_there": 0}
    nobody = PreparedFor(lambda: Post.objects.filter(pk__in=()).annotate(is_there=F("pk")))
    assert nobody.tally() == {"is_there": 0}

"""Loads the months after November 2009 with what happened in them, and publishes each.

People come and go, Mường Nhé is cut off for three days, Sở Ngoại vụ goes on in the office of the
people's committee, May's payroll files come late, and March is corrected after its lock.
"""

from datetime import date
from random import Random

from config.demo.history import plan_history
from config.demo.names import NameMaker
from config.demo.people import SEED, Stage, Worker
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import Agency, Person, Post
from mailsvc.directory.posts import merge_agency
from mailsvc.directory.roles import Role
from mailsvc.directory.services import build_person
from mailsvc.payroll.models import Leave
from mailsvc.payroll.services import enter_leave, enter_outage
from mailsvc.usage import publication
from mailsvc.usage.bits import bits_of
from mailsvc.usage.services import merge_month, set_payroll

FIRST = 200911
LATE_PAYROLL = 201005
CORRECTED = 201003
_MOVES = 20  # so many leave, and as many come
_OUTAGE = ("MN", date(2010, 4, 13), date(2010, 4, 15))
_MERGER = ("SNGV", "VPUB", date(2010, 7, 1))


def load_months(workers: list[Worker], pks: dict[int, int]) -> None:
    """Everything after the first month; `pks`: people by worker's number."""
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    _come_and_go(workers, pks, agencies)
    code, begins_on, ends_on = _OUTAGE
    enter_outage(
        SYSTEM,
        agency=agencies[code],
        begins_on=begins_on,
        ends_on=ends_on,
        source="Viễn thông Điện Biên báo (dữ liệu minh họa)",
    )
    merged, heir, since = _MERGER
    merge_agency(
        SYSTEM,
        agency=agencies[merged],
        successors=[agencies[heir]],
        since=since,
        legal_basis="QĐ 15/2010/QĐ-UBND (minh họa)",
    )
    days = [date(2010, 4, day) for day in range(begins_on.day, ends_on.day + 1)]
    cut_off = {(code, 201004): bits_of(days)}
    set_payroll(FIRST, [agency.pk for agency in agencies.values()], is_there=True)
    publication.publish(SYSTEM, ym=FIRST)
    for ym, bits in plan_history(workers, cut_off).items():
        merge_month(ym, {pks[number]: one for number, one in bits.items() if one.qualifying})
        set_payroll(ym, [agency.pk for agency in agencies.values()], is_there=ym != LATE_PAYROLL)
        publication.publish(SYSTEM, ym=ym)
    _correct(workers, pks)


def _correct(workers: list[Worker], pks: dict[int, int]) -> None:
    """A leave paper that came after the lock: both figures of March are kept."""
    away = next(w for w in workers if w.stage is Stage.NONE and w.agency == "STC")
    enter_leave(
        SYSTEM,
        person=Person.objects.get(pk=pks[away.number]),
        begins_on=date(2010, 3, 1),
        ends_on=date(2010, 3, 31),
        reason=Leave.Reason.STUDY,
        document="QĐ 21/QĐ-SNV (minh họa)",
    )
    publication.revise(SYSTEM, ym=CORRECTED, reason="Quyết định cử đi học gửi muộn (minh họa)")


def _come_and_go(workers: list[Worker], pks: dict[int, int], agencies: dict[str, Agency]) -> None:
    """People who never had an account leave, month by month; others take their places later."""
    random = Random(SEED + 40)  # noqa: S311  a reproducible sample, not a secret
    names = NameMaker(random)
    able = [w for w in workers if w.stage is Stage.NONE and w.role == Role.OFFICER]
    leavers = random.sample([w for w in able if w.agency not in _MERGER], _MOVES)
    joiners = Person.objects.bulk_create(
        build_person(f"DB9{n:04}", name.family, name.middle, name.given, is_generated=True)
        for n, name in ((n, names.draw()) for n in range(_MOVES))
    )
    posts = []
    for n, (worker, person) in enumerate(zip(leavers, joiners, strict=True)):
        month = 2 + n * 9 // _MOVES
        Post.objects.filter(person=pks[worker.number]).update(valid_to=date(2010, month, 1))
        posts.append(
            Post(
                person=person,
                agency=agencies[worker.agency],
                title="Chuyên viên",
                role=Role.OFFICER,
                valid_from=date(2010, month + 1, 1),
            )
        )
    Post.objects.bulk_create(posts)

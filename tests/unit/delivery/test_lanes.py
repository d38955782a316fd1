"""Who may go now, who waits, who finds no room."""

from mailsvc.delivery.lanes import WAITING_MAX, Entry, Lanes, Room

SITE = "tinh"


def _enter(lanes: Lanes[str], item: str, *, most: int = 2, rank: int = 1, large: bool = False):
    return lanes.enter(SITE, item, rank=rank, is_large=large, connections_max=most)


def _leave(lanes: Lanes[str], *, most: int = 2, large: bool = False):
    return lanes.leave(SITE, is_large=large, connections_max=most)


def test_of_one_goal_a_few_go_and_the_rest_wait_in_order() -> None:
    lanes: Lanes[str] = Lanes()
    entered = [_enter(lanes, name) for name in "abcd"]
    assert entered == [Entry.GOES, Entry.GOES, Entry.WAITS, Entry.WAITS]
    assert lanes.enter("khac", "z", rank=1, is_large=False, connections_max=2) is Entry.GOES
    assert [_leave(lanes) for _ in range(4)] == [["c"], ["d"], [], []]
    assert _enter(lanes, "e") is Entry.GOES


def test_urgent_ones_overtake_those_that_wait() -> None:
    lanes: Lanes[str] = Lanes()
    for name, rank in (("a", 1), ("b", 1), ("hoa-toc", 0)):
        _enter(lanes, name, most=1, rank=rank)
    assert [_leave(lanes, most=1) for _ in range(3)] == [["hoa-toc"], ["b"], []]


def test_large_ones_leave_room_for_small_ones() -> None:
    lanes: Lanes[str] = Lanes()
    assert lanes.room(SITE, connections_max=4) == Room(4 + WAITING_MAX, 1)
    assert _enter(lanes, "to-1", most=4, rank=2, large=True) is Entry.GOES
    assert _enter(lanes, "to-2", most=4, rank=0, large=True) is Entry.FULL
    assert lanes.room(SITE, connections_max=4) == Room(3 + WAITING_MAX, 0)
    assert [_enter(lanes, name, most=4) for name in "abc"] == [Entry.GOES] * 3
    assert _enter(lanes, "d", most=4) is Entry.WAITS
    assert _leave(lanes, most=4) == ["d"]
    assert _leave(lanes, most=4) == []
    assert _enter(lanes, "to-2", most=4, large=True) is Entry.FULL  # a free connection, not for it
    assert _leave(lanes, most=4, large=True) == []
    assert _enter(lanes, "to-2", most=4, large=True) is Entry.GOES


def test_beyond_the_waiting_room_it_is_full_and_opens_by_halves() -> None:
    lanes: Lanes[str] = Lanes()
    entered = [_enter(lanes, str(number), most=1) for number in range(WAITING_MAX + 2)]
    assert entered == [Entry.GOES, *[Entry.WAITS] * WAITING_MAX, Entry.FULL]
    assert lanes.room(SITE, connections_max=1) == Room(0, 0)
    for _ in range(WAITING_MAX // 2):
        _leave(lanes, most=1)
    assert lanes.room(SITE, connections_max=1) == Room(WAITING_MAX // 2, 0)


def test_a_goal_that_is_down_gives_back_what_waits() -> None:
    lanes: Lanes[str] = Lanes()
    for name in "abc":
        _enter(lanes, name, most=1)
    assert lanes.empty(SITE) == ["b", "c"]
    assert _leave(lanes, most=1) == []
    assert lanes.empty(SITE) == []

"""Who may go now, who waits."""

from mailsvc.delivery.lanes import CROWDED, Lanes


def test_of_one_goal_a_few_go_and_the_rest_wait_in_order() -> None:
    lanes: Lanes[int] = Lanes(2)
    assert [lanes.enter("xa.example", number) for number in range(1, 5)] == [1, 2, None, None]
    assert lanes.enter("gan.example", 9) == 9
    assert [lanes.leave("xa.example") for _ in range(4)] == [3, 4, None, None]
    assert lanes.enter("xa.example", 5) == 5


def test_a_goal_is_crowded_while_many_wait() -> None:
    lanes: Lanes[int] = Lanes(1)
    for number in range(CROWDED + 1):
        assert lanes.list_crowded() == []
        lanes.enter("xa.example", number + 1)
    assert lanes.list_crowded() == ["xa.example"]
    lanes.leave("xa.example")
    assert lanes.list_crowded() == []

"""What is kept in memory has a bound, and the longest unused goes first."""

from mailsvc.base.memory import Memory


def test_the_longest_unused_goes_first():
    memory: Memory[str, int] = Memory(limit=4)
    for place, name in enumerate("abcd"):
        memory.put(name, place)
    assert memory.get("a") == 0
    memory.put("e", 4)
    assert memory.get("b") is None
    assert [memory.get(name) for name in "acde"] == [0, 2, 3, 4]


def test_weights_are_counted_and_what_is_replaced_weighs_nothing():
    memory: Memory[str, str] = Memory(limit=100)
    for _ in range(50):
        memory.put("a", "x", weight=20)
    memory.put("b", "y", weight=25)
    assert (memory.get("a"), memory.get("b")) == ("x", "y")
    for name in "cde":
        memory.put(name, name, weight=25)
    assert memory.get("a") is None
    assert [memory.get(name) for name in "bcde"] == ["y", "c", "d", "e"]


def test_what_is_too_heavy_is_not_kept_and_pushes_nobody_out():
    memory: Memory[str, str] = Memory(limit=100)
    memory.put("a", "x", weight=20)
    memory.put("a", "huge", weight=26)
    memory.put("b", "huge", weight=1000)
    assert memory.get("a") is None
    assert memory.get("b") is None
    memory.put("c", "z", weight=25)
    memory.forget()
    assert memory.get("c") is None

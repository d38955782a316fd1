from mailsvc.base.trace import new_trace_id


def test_trace_ids_sort_by_time_and_differ() -> None:
    ids = [new_trace_id() for _ in range(2000)]
    assert len(set(ids)) == 2000
    assert [i[:11] for i in ids] == sorted(i[:11] for i in ids)
    assert all(i.isascii() and i.isalnum() and len(i) == 21 for i in ids)

"""One-off jobs for tests of the machinery; a job is found by its path."""

from mailsvc.base.errors import Conflict, StoreUnavailable
from mailsvc.jobs import run as run_module
from mailsvc.jobs.run import Outcome, Run, work

seen: list[tuple[str, int]] = []


@work()
def count(run: Run, *, upto: int) -> Outcome:
    """Counts, noting each number it did."""
    for number in range(run.done, upto):
        seen.append((run.actor.address, number))
        run.step(number + 1, total=upto)
    return Outcome(f"Đã đếm tới {upto}.")


@work()
def count_with_stop(run: Run, *, upto: int, stop_at: int) -> Outcome:
    """The worker's process ends while it counts."""
    for number in range(run.done, upto):
        seen.append(("", number))
        if number == stop_at:
            run_module.stopping.set()
        run.step(number + 1, total=upto)
    return Outcome("Xong.")


@work()
def cancel_itself(run: Run, *, pk: int) -> Outcome:
    """Its owner presses Stop while it runs."""
    from mailsvc.jobs import onetime

    onetime.cancel.__wrapped__(run.actor, pk=pk)
    run.save()
    for number in range(1_000_000):
        run.step(number)
    return Outcome("không bao giờ")


@work()
def refuse(run: Run) -> Outcome:
    raise Conflict("full", "Hộp thư đã đầy: xóa bớt thư rồi làm lại.")


@work()
def away(run: Run) -> Outcome:
    raise StoreUnavailable("store", "Kho thư chưa trả lời.")


@work()
def break_down(run: Run) -> Outcome:
    raise ValueError("bí mật bên trong")


@work(is_long=True)
def write_file(run: Run, *, name: str) -> Outcome:
    run.result.write_bytes(b"noi dung")
    return Outcome("Đã xuất.", details=["thư 3: không đọc được"], file_name=name)


@work()
def size_of_upload(run: Run) -> Outcome:
    return Outcome(f"{run.upload.stat().st_size} byte")

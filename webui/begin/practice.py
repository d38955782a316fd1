"""The practice corner: four exercises that look like work and are none.

All of it lives in the session: no mail is sent, no row is written, no day of use is counted.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mailsvc.base.errors import NotFound
from mailsvc.base.text import fold
from webui.begin.forms import WordForm
from webui.shared.http import WebRequest

_KEY = "practice"


@dataclass(frozen=True)
class Letter:
    """A sample mail."""

    sender: str
    subject: str
    text: str


LETTERS = (
    Letter(
        "Văn phòng UBND tỉnh",
        "Giấy mời họp giao ban tháng 12",
        "Kính mời đồng chí dự họp giao ban lúc 8 giờ ngày 01/12 tại phòng họp tầng 2.",
    ),
    Letter(
        "Sở Nội vụ",
        "Lớp tin học cho cán bộ huyện Điện Biên Đông",
        "Lớp học mở trong ba ngày, đề nghị các đơn vị cử người tham gia.",
    ),
    Letter(
        "Sở Tài chính",
        "Hướng dẫn quyết toán năm",
        "Gửi các cơ quan biểu mẫu quyết toán, hạn nộp 15/01.",
    ),
)


@dataclass(frozen=True)
class Exercise:
    """What is asked, and whether what was typed is right; no check: reading is enough."""

    code: str
    name: str
    task: str
    hint: str
    check: Callable[[str], bool] | None


def _exercises() -> list[Exercise]:
    return [
        Exercise(
            "doc",
            _("Đọc một thư"),
            _("Đọc giấy mời họp dưới đây. Họp lúc mấy giờ? Gõ câu trả lời."),
            _("Xem lại dòng chữ trong thư: giờ họp là một con số."),
            lambda typed: "8" in typed,
        ),
        Exercise(
            "tra-loi",
            _("Trả lời thư"),
            _("Gõ một câu trả lời giấy mời, ví dụ: Tôi sẽ dự họp."),
            _("Gõ ít nhất hai chữ."),
            lambda typed: len(fold(typed).split()) >= 2,
        ),
        Exercise(
            "tim",
            _("Tìm thư không cần gõ dấu"),
            _("Tìm thư về lớp tin học: gõ vài chữ của tiêu đề, không cần dấu."),
            _("Chưa thấy thư nào. Thử: lop tin hoc."),
            _finds_the_class,
        ),
        Exercise(
            "chuyen",
            _("Chuyển thư cho văn thư"),
            _("Gõ địa chỉ nhận thư, ví dụ: vanthu@sotaichinh.vn."),
            _("Địa chỉ thư có dạng tên@nơi.vn, không có dấu cách."),
            _is_address,
        ),
    ]


@require_safe
def home(request: WebRequest) -> HttpResponse:
    """The exercises and which are done."""
    done = _done(request)
    exercises = _exercises()
    context = {
        "exercises": [(one, one.code in done) for one in exercises],
        "left": len(exercises) - len(done),
    }
    return render(request, "begin/practice.html", context)


def exercise(request: WebRequest, code: str) -> HttpResponse:
    """One exercise: the task, the sample mails, a box to type in."""
    one = next((each for each in _exercises() if each.code == code), None)
    if one is None:
        raise NotFound("exercise", _("Không có bài tập này."))
    form = WordForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if form.is_valid() and (one.check is None or one.check(form.cleaned_data["word"])):
            request.session[_KEY] = sorted({*_done(request), code})
            return redirect("begin:practice")
        if form.is_valid():
            form.add_error("word", one.hint)
        status = 422
    letters = LETTERS if code == "tim" else LETTERS[:1]
    context = {"exercise": one, "letters": letters, "form": form}
    return render(request, "begin/exercise.html", context, status=status)


@require_POST
def restart(request: WebRequest) -> HttpResponse:
    """From the beginning."""
    request.session.pop(_KEY, None)
    return redirect("begin:practice")


def _done(request: WebRequest) -> set[str]:
    codes = {one.code for one in _exercises()}
    return codes & set(request.session.get(_KEY, []))


def _finds_the_class(typed: str) -> bool:
    words = fold(typed).split()
    subject = fold(LETTERS[1].subject)
    others = [fold(letter.subject) for letter in (LETTERS[0], LETTERS[2])]
    return (
        bool(words)
        and all(word in subject for word in words)
        and not any(all(word in other for word in words) for other in others)
    )


def _is_address(typed: str) -> bool:
    local, at, domain = typed.partition("@")
    return bool(local and at and "." in domain.strip(".")) and " " not in typed

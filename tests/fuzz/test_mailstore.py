"""Words and folder names of any kind: an answer or a refusal, and the connection stays in step."""

import contextlib

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailsvc.base.errors import Refused
from mailsvc.mailstore.session import open_session
from tests.support.dovecot import RunningDovecot

TRICKY = st.text(alphabet='"\\{}()*%+5~/.&-[] \r\n\0ấđ:aNIL', max_size=30)
FUZZ = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@FUZZ
@given(TRICKY | st.text(max_size=60))
def test_search_for_anything(running_dovecot: RunningDovecot, text: str) -> None:
    with open_session(running_dovecot.fuzz_mailbox) as session:
        with contextlib.suppress(Refused):
            session.search("INBOX", text)
        assert session.list_page("INBOX").total == 0


@FUZZ
@given(TRICKY | st.text(max_size=60))
def test_a_folder_called_anything(running_dovecot: RunningDovecot, name: str) -> None:
    with open_session(running_dovecot.fuzz_mailbox) as session:
        try:
            session.create_folder(name)
            assert session.list_page(name).total == 0
            session.delete_folder(name)
        except Refused:
            pass
        assert session.list_page("INBOX").total == 0

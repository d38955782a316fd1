"""The periodic jobs: name, function, seconds between two runs."""

from docflow.dispatch.follow import follow_mail
from mailsvc.audit.consistency import find_problems as find_audit_problems
from mailsvc.jobs.services import Schedule
from mailsvc.mailstore.users import render_users
from mailsvc.queue.services import sweep
from mailsvc.usage.rollup import run_fill
from mailsvc.usage.services import replay_spool

SCHEDULES = (
    Schedule("mailstore.users", render_users, 60),
    Schedule("queue.sweep", sweep, 600),
    Schedule("dispatch.follow", follow_mail, 60),
    Schedule("usage.replay", replay_spool, 300),
    Schedule("usage.fill", run_fill, 3600),
    Schedule("audit.verify", find_audit_problems, 86_400),
)

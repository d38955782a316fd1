"""The periodic jobs: name, function, seconds between two runs."""

from django.contrib.sessions.backends.db import SessionStore

from docflow import sweeping
from docflow.deadlines import remind
from docflow.dispatch.follow import follow_mail
from docflow.notices import digest
from docflow.notices.services import forget_old as forget_old_notices
from docflow.scanning import services as scanning
from docflow.texts import services as texts
from mailsvc.absence.services import forget_old as forget_old_answers
from mailsvc.audit.consistency import run_verify
from mailsvc.digests import services as digests
from mailsvc.filelinks import clearing as filelinks
from mailsvc.filters.services import push_pending
from mailsvc.jobs import onetime
from mailsvc.jobs.services import Schedule
from mailsvc.mailindex import services as mailindex
from mailsvc.mailstore.certificate import renew as renew_certificate
from mailsvc.mailstore.users import render_users
from mailsvc.onboarding.services import end_old_slips
from mailsvc.operations import alerts
from mailsvc.queue.services import forget_old, sweep
from mailsvc.reminders.due import bring_due
from mailsvc.usage.publication import run_publish
from mailsvc.usage.retention import run_retention
from mailsvc.usage.rollup import run_fill
from mailsvc.usage.services import replay_spool

SCHEDULES = (
    Schedule("mailstore.users", render_users, 60),
    Schedule("mailstore.certificate", renew_certificate, 60),
    Schedule("queue.sweep", sweep, 600),
    Schedule("queue.forget", forget_old, 3600),
    Schedule(alerts.JOB, alerts.look, alerts.EVERY_S),
    Schedule("filters.push", push_pending, 60),
    Schedule("filelinks.clear", filelinks.clear, filelinks.EVERY_S),
    Schedule("absence.forget", forget_old_answers, 86_400),
    Schedule("reminders.due", bring_due, 60),
    Schedule("jobs.revive", onetime.revive, 60),
    Schedule("jobs.forget", onetime.forget_old, 3600),
    Schedule("mailindex.fill", mailindex.run_fill, mailindex.EVERY_S),
    Schedule("mailindex.forget", mailindex.forget_gone, 86_400),
    Schedule("dispatch.follow", follow_mail, 60),
    Schedule("deadlines.remind", remind.remind, remind.EVERY_S),
    Schedule("notices.digest", digest.send_digests, digest.EVERY_S),
    Schedule("notices.forget", forget_old_notices, 86_400),
    Schedule("scanning.scans", scanning.run_scans, scanning.EVERY_S),
    Schedule("files.sweep", sweeping.sweep_files, sweeping.EVERY_S),
    Schedule("texts.fill", texts.run_fill, texts.EVERY_S),
    Schedule("usage.replay", replay_spool, 300),
    Schedule("usage.fill", run_fill, 3600),
    Schedule("usage.publish", run_publish, 86_400),
    Schedule("usage.retention", run_retention, 86_400),
    Schedule("digests.weekly", digests.run_weekly, digests.EVERY_S),
    Schedule("onboarding.slips", end_old_slips, 21_600),
    Schedule("audit.verify", run_verify, 86_400),
    Schedule("sessions.clear", SessionStore.clear_expired, 86_400),
)

"""Supervisor: `manage.py serve`, the embedded default that runs every part on one machine.

Owns: the list of parts, the checks before the start, starting in order, the watch with restart and
back-off, the stop within ten seconds. In: settings. Out: child processes and their logs in var/log.
Invariants: one instance per CV_VAR (a lock file); nothing is written outside CV_VAR; children die
with the supervisor.
"""

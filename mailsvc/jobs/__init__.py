"""Jobs: work outside a request: periodic ones, and one-off ones with progress.

Owns: the table of periodic jobs (name, schedule, last success), the table of one-off jobs (whose,
how far, how it ended, its files), the worker threads. The only importer of django-tasks.
In: `config.jobs` names the periodic functions; any service or page calls `onetime.enqueue` with a
function marked `@work` (`run.py` says how to write one). Out: `run_due` calls what is due, once
across workers; the worker calls a one-off job once, tells its owner's browsers how it moves, keeps
its result text and file for seven days (webui.jobs shows them).
Invariants: a one-off job is queued in the transaction that asked for it; it runs in one process at
a time, and again from its checkpoint when that process dies; a job's failure never stops the
others; a claim expires with its lease; only its owner sees a job.
"""

"""Operations: what the administrator sees of the mail system, and what he does to its queue.

Owns: the trace of a mail put together from its rows (`trace`), dropping a mail with the report to
its sender (`services`), and the alerts: troubles looked for every minute, kept from when they began
to when they ended (`watch`, `alerts`).
In: the administrator's pages, `manage.py queue`, `manage.py trace`, the job `operations.look`.
Out: values without any content of a mail; changes through `queue.operator_services`.
Invariants: no body and no subject is read here; every change is one service and one line of the
journal; a probe that fails is a trouble, never an error.
"""

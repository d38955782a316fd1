"""Jobs: the few periodic ones, from a table with name, schedule and last success.

In: `config.jobs` names the functions and intervals. Out: `run_due` calls each that is due, once
across workers (claim by conditional update), and keeps its last success and error for operators.
Invariants: a job's failure never stops the others; a claim expires with its lease.
"""

"""Metrics: counts of every process, on one page. The only importer of prometheus_client.

Owns: declaring (`declare`), the snapshot each process writes (`snapshots`), the page (`page`).
In: the other packages declare at import and count, `publish` is called once by each process.
Out: Prometheus' text for `/metrics`, whichever process counted.
Invariants: 1. counting touches no disk and never fails; 2. a folder that is missing or full costs
figures, not mail; 3. a counter never falls while the installation runs, whatever process died;
4. a dead process's gauges are gone; 5. no label holds an address, a subject or a trace id;
6. each name stands in docs/metrics.md.
Why not the library's own multiprocess files: they are memory maps, and a full disk under a memory
map kills the process that counts.
"""

"""Docflow: official documents, from arrival to case file, after decree 30/2020/NĐ-CP.

In: RegisterIncoming from any entrance, drafts from officers. Out: register entries, dispatches,
receipts. Imports mailsvc only. Invariants R1–R6 of docs/ARCHITECTURE.md.
Lock order: Series → Document → Arrival → Assignment → audit chain → Dispatch → QueuedMessage; a
registration locks Series → Arrival, its document being new. One step writes one agency's chain.
"""

"""Docflow: official documents, from arrival to case file, after decree 30/2020/NĐ-CP.

In: RegisterIncoming from any entrance, drafts from officers. Out: register entries, dispatches,
receipts. Imports mailsvc only. Invariants R1–R6 of docs/ARCHITECTURE.md.
Lock order: Arrival → Document → Assignment → Series → audit chain → Dispatch → QueuedMessage: what
others wait for is locked late. One step writes one agency's chain.
"""

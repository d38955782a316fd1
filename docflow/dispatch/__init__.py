"""Dispatch: an issued document on its way, one row per recipient.

Owns: dispatch, status event. In: issue by the clerk; receipts from receivers. Out: arrivals in
other agencies' intake (carrier local), mails (carrier mail), whose end the queue tells to `follow`.
Invariants: R5 every dispatch row ends or is alive; one event per dispatch and code; codes never go
back.
Standards: QD28 art. 6, 8, 10; ND30 art. 18; status codes of QCVN 102:2016/BTTTT.
"""

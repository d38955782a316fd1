"""Intake: what arrives, from any entrance, until the clerk registers or refuses it.

Owns: arrival and its files, the command `RegisterIncoming` every entrance ends in, prefill.
In: a dispatch of another agency, a mail in the agency's mailbox, the clerk's form. Out: a
registered document; receipts 02 and 03 to the sender.
Invariants: R6 every admitted arrival has one entry; one mail is registered once.
Standards: ND30 art. 21, 22; QD28 art. 5(4), 6.
"""

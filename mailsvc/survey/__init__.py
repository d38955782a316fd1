"""Survey: the yearly survey of IT in the agencies: form, check, signature, the province's table.

Owns: rounds (one a year), each agency's reply with its state, and the table drawn from the signed
replies beside the year before.
In: answers of an agency's clerk, head of unit or leader; the leader's signature; payroll and real
work in the system from directory and usage. Out: `selectors.province_table`, progress, a reply.
Invariants: SV1 a signed reply is complete and bears a name and a day · SV2 no more computers on a
network than there are · SV3 one reply an agency and round · SV4 what is signed changes only after
it was given back with a reason.
Standards: the indicators of the province's own survey of 2009; percentages are truncated.
"""

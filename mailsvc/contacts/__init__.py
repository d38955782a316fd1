"""Contacts: each person's own address book: people outside the directory, and groups of them.

Owns: contacts, groups, reading and writing them as vCard and as tables. Only importer of vobject.
In: one's own entries, files of other programs. Out: names for the recipient field, files.
Invariants: nobody sees or changes another's book; an address stands once in a book; what is taken
away can be brought back for a while; a file is taken in whole lines, and told which were not.
Standards: RFC 2426 (vCard 3.0; older and newer cards are read).
"""

"""Labels: what the people of a mailbox call and colour the marks they put on mail.

Owns: names and colours, by mailbox and number. The marks themselves are IMAP keywords on the mail
(`mailstore.validate.label_keyword`), so other mail programs see and set them too.
In: editors of a mailbox, through `directory.access`. Out: the labels of a mailbox for its pages.
Invariants: 1. numbers 1 to 5 are there from the start and are those Thunderbird knows; 2. a number
is never given to a second label: mail that bore a deleted one does not turn up under a new name;
3. of the labels that are not deleted no two are called the same, marks and case apart.
Standards: RFC 3501 §2.3.2 (keywords).
"""

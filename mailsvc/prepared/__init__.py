"""Prepared: SQL that is made once a process, for what every page asks and every step writes.

Owns: `Prepared`, around a function that builds a QuerySet, for values that vary; `PreparedFor`,
where the query's shape varies too; `PreparedAmong` for a column among many values; `PreparedValue`,
what is made of the rows; `rows.insert` for new instances; `driver.ask` for a statement written by
hand; `look.one_look` around a page, which asks SQLite nothing twice while nobody writes. Making the
SQL of a query costs Django ten times what the database needs to answer it, and a page asks for the
same few each time.
In: builders of other packages, written with the ORM as any query. Out: their rows, as instances.
Invariants: every answer is the database's of now, within a page of when it began or later; kept are
the words of the question, and what was made of an answer for as long as the same rows are answered;
a value reaches it as a parameter, never as SQL; a builder may not ask the database (it is refused).
Standards: none.
"""

"""Payroll: who is paid where, and the days on which somebody could not have worked in the system.

Owns: payroll files of the interior department (checked, previewed, applied, undone), leave with a
reason, outages of agencies' lines, headcounts that agencies declare.
In: the statistics officer, with files or by hand. Out: posts to the directory; leave and outages as
day bits, headcounts and which agencies have a file to usage, which counts by them.
Invariants: P1 a file is applied whole or not at all, and undone whole; P2 the days usage leaves out
are those of the dated facts here.
Standards: decision of the interior department for the file's columns (docs/glossary.md).
"""

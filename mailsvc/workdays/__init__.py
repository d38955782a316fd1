"""Workdays: on which days offices work.

Owns: the calendar: a file a year with source and mark for each day (holidays, days off in lieu,
swapped Saturdays), and in its place the year as an administrator has changed and confirmed it.
In: files of `data/`, an administrator's changes. Out: `is_working_day` to deadlines (docflow) and
to the adoption measure (usage), so both count by the same days; asked without a database.
Invariant: imported, never computed: Tết follows UTC+7, decisions of the Government move days; a
year counts as confirmed only until somebody changes it.
Standards: Bộ luật Lao động 2019 art. 112 and each year's notice.
"""

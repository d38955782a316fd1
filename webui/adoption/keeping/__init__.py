"""Pages of who keeps the figures: payroll files, leave, outages, declared headcounts, closing.

In: `mailsvc.payroll`, `mailsvc.usage.publication` and `closing`. Out: pages of the statistics
officer and the operator; everybody else is refused at every address. Every post is one service and
a redirect.
"""

"""Jobs' pages: how far one's background jobs are, how they ended, what they made.

In: the signed-in person; whoever queues a job redirects to `jobs:job`. Out: progress, stop, the
file to download, the way back to where it was asked for. Only one's own: `mailsvc.jobs.access`.
The pane fetches itself again when the job moves; without scripts a link does.
"""

"""Pages of the yearly IT survey: the province's table, an agency's form with check and signature.

In: `mailsvc.survey`. Out: the table and the progress for everybody signed in; a reply for those
who fill it in and those who run the survey. Every post is one service and a redirect.
"""

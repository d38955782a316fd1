"""Pictures: those of mails that lie on other people's servers, fetched by us when a person asks.

Owns: whose pictures a person always wants (`services`, `selectors`), which addresses may be asked
(`places`, pure), one fetch with all its limits (`fetching`), drawing anew and a small memory of
results (`proxy`). In: an https or http address out of a mail, from a page that has checked who
may read it. Out: a JPEG of our own making; the sender's server sees ours, no cookie, no referrer.
Invariants: only addresses of the public Internet are dialled, the one that was checked is the one
that is dialled, and each redirect is checked as the first address was; nothing of the answer goes
to a browser as it came. Off unless `CV_REMOTE_PICTURES` says otherwise.
Standards: RFC 6890 (special addresses), RFC 6598, RFC 4193, RFC 9110 §15.4 (redirects).
"""

"""Queue: accepted mail waiting for delivery, and what became of it.

Owns: the rows (message, recipient, attempt), the spool (`files`, `index`), the retry schedule,
group commit, mail that waits for its destination (`parking`), which destinations are down
(`destinations`),
the bell that wakes workers after a commit (`doorbell`), commits that need not wait (`durability`).
In: `services.enqueue` (caller's transaction) and `committer` (the relay's group commit), both from
submission. Out: `services.claim_due` / `record_results` to delivery; `selectors` to pages. Imports
neither side.
Invariants (`consistency`): Q1 a recipient not yet final has its spool file · Q2 no old spool file
without rows · Q3 a claim holds a lease that has not run out · Q4 no report for a null sender.
Standards: RFC 5321 §4.5.4.1 (retrying), RFC 3461 (what the sender asked for), RFC 3463 (results).
"""

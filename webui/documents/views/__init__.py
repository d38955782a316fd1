"""Views: one module per page or action, same stem as its form, template and test.

Owns: parsing a request and choosing what to render. In: `WebRequest`. Out: pages and redirects.
Invariants: at most one service per POST; no queries of its own. Standards: POST-redirect-GET.
"""

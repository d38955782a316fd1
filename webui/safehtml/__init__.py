"""Safe HTML: what others wrote, made fit to stand in a page of ours. The only importer of bleach.

Owns: the allowlist (`rules`), reading (`parsing`, libxml2), judging (`clean`, bleach's filter),
styles (`styles`), the quoted mail folded (`folding`), writing anew (`writing`), the document of
the reading frame (`frame`).
In: HTML of mails, as it came. Out: HTML without scripts, forms, frames, overlays and remote
content; pictures only as data: raster images, also those of the mail itself.
Invariants: output is balanced; every link is http, https or mailto and opens elsewhere; nothing is
loaded from the network; over a size or complexity limit the text is shown instead.
Standards: HTML Living Standard (parsing), CSS Syntax 3, RFC 2392 (cid).
"""

from webui.safehtml.clean import clean

__all__ = ["clean"]

"""The garbage collector in processes that run for months on what they loaded in their first second.

All of Django and of our code is some hundred thousand objects that stay. A full collection looks at
each of them: it stands still for a tenth of a second, holding everybody's mail, and frees nothing.
"""

import gc


def keep_what_is_loaded() -> None:
    """Call once, when the process is ready: from now on only what is made later is looked at."""
    gc.collect()
    gc.freeze()

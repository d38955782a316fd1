"""What stops the start: one sentence that says what to do."""


class StartProblem(Exception):
    """The product cannot start; the text (Vietnamese) says why and what to do."""

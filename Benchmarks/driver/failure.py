"""The end of a run that cannot go on."""


class Failure(Exception):
    """A required step failed: one sentence for the user, and the exit code."""

    def __init__(self, sentence, code=1):
        super().__init__(sentence)
        self.code = code

"""Checks of signatures: derived data, one row for the bytes of a file."""

from django.db import models

from docflow.signatures.verdict import SignatureFacts, Verdict, read_signature


class SignatureCheck(models.Model):
    """What was found in the bytes with this sha256, and when."""

    sha256 = models.CharField(max_length=64, unique=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    facts = models.JSONField(default=list, help_text="the signatures as the child found them")
    roots_key = models.CharField(max_length=64, help_text="the trusted roots of the check")
    checked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.verdict}"

    @property
    def signatures(self) -> list[SignatureFacts]:
        return [read_signature(facts) for facts in self.facts]

"""Texts of files: derived data, one row for the bytes of a file."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileText(models.Model):
    """What the file with this sha256 says; `text` is NFC as the search folds it."""

    class Source(models.TextChoices):
        WAITING = "waiting", _("chưa đọc")
        PDF = "pdf", _("chữ có sẵn trong tệp")
        SCAN = "scan", _("bản quét, chưa nhận dạng")
        OCR = "ocr", _("nhận dạng từ bản quét")
        NONE = "none", _("không đọc được chữ")
        SECRET = "secret", _("trang đầu có dấu độ mật")

    sha256 = models.CharField(max_length=64, unique=True)
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.WAITING)
    pages = models.PositiveIntegerField(default=0)
    text = models.TextField(blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            # Only what waits is looked for; almost nothing ever does.
            models.Index(
                fields=("source",),
                condition=models.Q(source__in=("waiting", "scan")),
                name="docflow_filetext_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.source}"

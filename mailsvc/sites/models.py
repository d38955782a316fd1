"""Tables of sites; rows are written by `sites.services` only."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Site(models.Model):
    """Another installation, a smart host, or (without a host) a policy for domains found by MX."""

    class Tls(models.TextChoices):
        """What a connection to it must have."""

        NONE = "none"
        MAY = "may"
        MUST = "must"
        VERIFY = "verify"

    name = models.SlugField(max_length=40, unique=True)
    host = models.CharField(max_length=253, blank=True, help_text="empty: the domain's own MX")
    port = models.PositiveIntegerField(default=25)
    tls = models.CharField(max_length=6, choices=Tls.choices, default=Tls.MUST)
    ca_pem = models.TextField(
        blank=True, help_text="who signs its certificate; empty: the system's"
    )
    login = models.CharField(max_length=254, blank=True, help_text="we log in there as")
    login_hash = models.CharField(max_length=80, blank=True, help_text="it logs in here with")
    is_active = models.BooleanField(default=True)
    is_default = models.BooleanField(default=False, help_text="all foreign mail goes there")
    is_inside = models.BooleanField(default=False, help_text="internal mail may go there")
    is_hub = models.BooleanField(default=False, help_text="may send here for any foreign domain")
    may_relay = models.BooleanField(default=False, help_text="may send through us to others")
    connections_max = models.PositiveSmallIntegerField(default=4)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("is_default",), condition=Q(is_default=True), name="sites_one_default"
            ),
            models.CheckConstraint(
                condition=Q(tls__in=("none", "may", "must", "verify")), name="sites_tls"
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | ~Q(host=""), name="sites_default_has_host"
            ),
            models.CheckConstraint(
                condition=Q(connections_max__gte=1, port__gte=1, port__lte=65535),
                name="sites_numbers",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SiteDomain(models.Model):
    """A mail domain that lives at a site; with a dot in front, everything below it."""

    name = models.CharField(max_length=254, unique=True)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="domains")

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

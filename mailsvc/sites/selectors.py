"""Reading the table of sites."""

from mailsvc.base.errors import NotFound
from mailsvc.sites.models import Site, SiteDomain
from mailsvc.sites.rules import Hop, Routes, TlsPolicy, names_of


def load_routes() -> Routes:
    """The whole table of active sites, in two queries."""
    sites = {site.pk: make_hop(site) for site in Site.objects.filter(is_active=True)}
    lives = SiteDomain.objects.filter(site_id__in=sites).values_list("name", "site_id")
    default = Site.objects.filter(is_active=True, is_default=True).values_list("pk", flat=True)
    return Routes(
        {name: sites[pk] for name, pk in lives},
        next((sites[pk] for pk in default if pk in sites), None),
    )


def list_sites() -> list[Site]:
    """All sites with their domains, by name."""
    return list(Site.objects.prefetch_related("domains"))


def get_site(name: str) -> Site:
    """The site of this name; NotFound otherwise."""
    found = Site.objects.filter(name=name).first()
    if found is None:
        raise NotFound("site", "Không có điểm nối này.", site=name)
    return found


def is_inside(domain: str) -> bool:
    """True for a domain that lives at a site of our own: internal mail may go there."""
    return SiteDomain.objects.filter(
        name__in=names_of(domain), site__is_active=True, site__is_inside=True
    ).exists()


def make_hop(site: Site) -> Hop:
    """A row as the value delivery works with."""
    return Hop(
        name=site.name,
        host=site.host,
        port=site.port,
        tls=TlsPolicy(site.tls),
        ca_pem=site.ca_pem,
        login=site.login,
        connections_max=site.connections_max,
        is_inside=site.is_inside,
    )

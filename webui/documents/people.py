"""Who can be named in a book of the agency."""

from mailsvc.directory.roles import Role
from mailsvc.directory.selectors import list_posts

_WORKING = (Role.CLERK, Role.LEADER, Role.UNIT_HEAD, Role.OFFICER)


def list_people(agency_pk: int, *roles: Role) -> list[tuple[int, str]]:
    """(pk, name) of those who hold one of the roles today, or any that works with documents."""
    posts = list_posts(agency_pk).filter(role__in=roles or _WORKING)
    return list(dict.fromkeys((post.person_id, post.person.full_name) for post in posts))

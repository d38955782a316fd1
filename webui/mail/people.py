"""A person as written into a recipient field."""


def written(name: str, address: str) -> str:
    """`Tên <địa chỉ>`, the name in quotes where a comma in it would part it."""
    if not name:
        return address
    if any(char in name for char in ',;:<>()"@'):
        quoted = name.replace("\\", "").replace('"', "'")
        return f'"{quoted}" <{address}>'
    return f"{name} <{address}>"

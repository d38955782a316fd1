#!/bin/sh
# Install the Debian packages named on the command line that are missing: as root, or through sudo.
set -eu
missing=""
for package in "$@"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
echo "Cài các gói Debian còn thiếu / installing:$missing"
if [ "$(id -u)" = 0 ]; then run=""
elif command -v sudo >/dev/null 2>&1; then run="sudo"
else
  echo "Thiếu các gói Debian:$missing. Hãy nhờ quản trị máy chạy: apt-get install$missing" >&2
  echo "(These Debian packages are missing and neither root nor sudo is at hand.)" >&2
  exit 1
fi
# A package's own service must not start: the product runs a private Dovecot, tests a private PostgreSQL.
export DEBIAN_FRONTEND=noninteractive
$run apt-get update -q || true
# shellcheck disable=SC2086
$run env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -q --no-install-recommends $missing

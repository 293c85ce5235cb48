#!/bin/sh
# docs/errors.md has a row for every status of the header, and no other.
#
#   errors_page.sh HEADER PAGE
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sed -n 's/^  \(PWS_ERR_[A-Z_]*\) = .*/\1/p' "$1" | sort >"$work/declared"
sed -n 's/^| `\(PWS_ERR_[A-Z_]*\)` |.*/\1/p' "$2" | sort >"$work/explained"
test "$(wc -l <"$work/declared")" -ge 40
diff "$work/declared" "$work/explained"

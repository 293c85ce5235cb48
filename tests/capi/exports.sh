#!/bin/sh
# The library exports what the header declares and the version script lists, all
# under one version node, and nothing else.
#
#   exports.sh LIBRARY HEADER VERSION_SCRIPT
set -eu
library=$1 header=$2 script=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C

# Every PWS_API names a function; declarations may go over several lines.
grep -v '^#' "$header" | tr '\n' ' ' | grep -o 'PWS_API [^(;]*(' |
  sed 's/ *($//; s/.*[ *]//; s/$/@@PULSARWS_1.0/' | sort >"$work/declared"
declarations=$(grep -cE '^PWS_API ' "$header")
test "$declarations" -eq "$(wc -l <"$work/declared")"

sed -n '/^PULSARWS_1.0 {/,/local:/s/^ *\(pws_[a-z0-9_]*\);$/\1@@PULSARWS_1.0/p' \
  "$script" | sort >"$work/listed"

# The node itself is a symbol too; sanitizers' and linkers' own are not ours.
nm -D --defined-only "$library" | sed 's/.* //' |
  grep -vE '^PULSARWS_1\.0(@@PULSARWS_1\.0)?$' | sort >"$work/exported"

echo "declared against exported:"
diff "$work/declared" "$work/exported"
echo "declared against listed in the version script:"
diff "$work/declared" "$work/listed"
echo "SONAME:"
objdump -p "$library" | grep -x ' *SONAME  *libpulsarws\.so\.1'

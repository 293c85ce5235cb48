#!/bin/sh
# The ABI of the library is the one that is recorded: its functions, their types
# and all public structs, as abidw reads them from the debug information, and
# the numbers of all constants.
#
#   abi.sh check|record LIBRARY HEADER FOLDER
set -eu
what=$1 library=$2 header=$3 folder=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C

# Other libraries' names and the places of sources are none of the ABI.
abidw --exported-interfaces-only --headers-dir "$(dirname "$header")" \
  --drop-private-types --no-corpus-path --no-comp-dir-path --no-show-locs \
  --out-file "$work/whole.abi" "$library"
sed -e '/<elf-needed>/,/<\/elf-needed>/d' \
  -e "s| path='[^']*/capi/src/| path='capi/src/|" \
  "$work/whole.abi" >"$work/pulsarws.abi"
for symbol in pws_version pws_client_new; do
  grep -q "function-decl name='$symbol'" "$work/pulsarws.abi" && continue
  echo "$library has no debug information about $symbol"
  exit 1
done
grep -oE '^ *PWS_[A-Z0-9_]+ = -?[0-9]+' "$header" | sed 's/^ *//' |
  sort >"$work/constants"

if [ "$what" = record ]; then
  mkdir -p "$folder"
  cp "$work/pulsarws.abi" "$work/constants" "$folder"
  exit
fi

differs=0
abidiff --harmless --no-architecture "$folder/pulsarws.abi" \
  "$work/pulsarws.abi" || differs=1
diff "$folder/constants" "$work/constants" || differs=1
[ $differs -eq 0 ] || cat <<'END'

The ABI is not the recorded one. Where something was removed or has changed,
programs that were built before would break: that is not allowed in this major
version, so undo it. Where something was only added (a function, a constant, a
field at the end of a struct that begins with struct_size), run
tools/abi-baseline and say so in CHANGELOG.md.
END
exit $differs

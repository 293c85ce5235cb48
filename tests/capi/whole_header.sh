#!/bin/sh
# Nothing of the header is forgotten: whole_header.c names every macro and every
# inline function, the tests of NULL every function.
#
#   whole_header.sh HEADER WHOLE_HEADER_C NULL_TEST...
set -eu
header=$1 whole=$2
shift 2

check_named() {  # names, files
  names=$1
  shift
  for name in $names; do
    grep -qw "$name" "$@" && continue
    echo "no $name in $*"
    exit 1
  done
}

# What chooses how PWS_API is defined, and the guard, are not for use.
macros=$(sed -n 's/^ *#define \([A-Z_0-9]*\).*/\1/p' "$header" |
  grep -v '^PULSARWS_PULSARWS_H$' | sort -u)
inlines=$(sed -n 's/^static inline .*[ *]\(pws_[a-z_]*\)(.*/\1/p' "$header")
functions=$(grep -v '^#' "$header" | tr '\n' ' ' |
  grep -o 'PWS_API [^(;]*(' | sed 's/ *($//; s/.*[ *]//')
test "$(echo $macros | wc -w)" -ge 8
test "$(echo $inlines | wc -w)" -ge 3
test "$(echo $functions | wc -w)" -ge 80
check_named "$macros $inlines" "$whole"
check_named "$functions" "$@"

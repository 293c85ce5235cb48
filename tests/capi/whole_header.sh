#!/bin/sh
# Nothing of the header is forgotten: whole_header.c names every macro and every
# inline function, null_arguments_test.cpp every function.
#
#   whole_header.sh HEADER WHOLE_HEADER_C NULL_ARGUMENTS_TEST
set -eu
header=$1

check_named() {  # file, names
  for name in $2; do
    grep -qw "$name" "$1" && continue
    echo "$1 does not name $name"
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
check_named "$2" "$macros $inlines"
check_named "$3" "$functions"

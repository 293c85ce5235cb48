#!/bin/sh
# Installs into a temporary prefix, and builds and runs programs against what is
# there: by find_package and by pkg-config, with the shared and the static
# library. All tell the same version. Where cpprest is none of the transports,
# nothing of that names it.
#
#   install.sh CMAKE BUILD_FOLDER SOURCE_FOLDER VERSION CC TRANSPORT...
set -eu
cmake=$1 build=$2 source=$3 version=$4 cc=$5
shift 5
transports=" $* "
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prefix="$work/prefix"

check_is_static() {  # program
  if ldd "$1" | grep pulsarws; then exit 1; fi
}
check_is_shared() {  # program
  ldd "$1" | grep -qF "$libdir/libpulsarws.so.1"
}
check_version() {  # what, version
  echo "$1: $2"
  test "$2" = "$version"
}

# By a relative name, which has to become an absolute one in the .pc file.
(cd "$work" && "$cmake" --install "$build" --prefix prefix) >"$work/log" ||
  { cat "$work/log"; exit 1; }
pc=$(find "$prefix" -name pulsarws.pc)
libdir=$(dirname "$(dirname "$pc")")
export PKG_CONFIG_PATH="$libdir/pkgconfig"
export LD_LIBRARY_PATH="$libdir"

test -f "$prefix/include/pulsarws/pulsarws.h"
for file in libpulsarws.so libpulsarws.so.1 libpulsarws.a; do
  test -f "$libdir/$file"
done

for library in libpulsarws.so libpulsarws.a; do
  if readelf --sections "$libdir/$library" | grep -q '\.debug_info'; then
    echo "$library has debug information"
    exit 1
  fi
done
pages=$(dirname "$(find "$prefix" -name LICENSE)")
for file in README.md docs/options.md examples/quickstart.c; do
  test -f "$pages/$file"
done

case $transports in
  *" cpprest "*) grep -q cpprest "$pc" ;;
  *)
    if grep -r cpprest "$libdir/pkgconfig" "$libdir/cmake"; then exit 1; fi
    if ldd "$libdir/libpulsarws.so" | grep cpprest; then exit 1; fi
    ;;
esac

echo "--- CMake"
for link_static in OFF ON; do
  "$cmake" -G Ninja -S "$source/tests/capi/installed" -B "$work/project" \
    -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_C_COMPILER="$cc" \
    -DLINK_STATIC=$link_static >"$work/log" 2>&1 &&
    "$cmake" --build "$work/project" >>"$work/log" 2>&1 ||
    { cat "$work/log"; exit 1; }
  check_version "CMake package" "$(cat "$work/project/package-version")"
  check_version "shared" "$("$work/project/shared")"
done
check_version "static" "$("$work/project/static")"
check_is_static "$work/project/static"
check_is_shared "$work/project/shared"

echo "--- pkg-config"
check_version "pulsarws.pc" "$(pkg-config --modversion pulsarws)"
# Nothing about cpprestsdk is asked, which has no .pc file.
test "$(pkg-config --cflags pulsarws | xargs)" = "-I$prefix/include"
test "$(pkg-config --libs pulsarws | xargs)" = "-L$libdir -lpulsarws"
cd "$work"
$cc "$source/examples/quickstart.c" $(pkg-config --cflags --libs pulsarws) \
  -o quickstart
check_is_shared quickstart
$cc "$source/tests/capi/programs/print_version.c" \
  $(pkg-config --cflags --libs pulsarws) -o print_version
check_version "shared" "$(./print_version)"
$cc "$source/tests/capi/programs/print_version.c" \
  $(pkg-config --cflags pulsarws) \
  $(pkg-config --libs --static pulsarws |
    sed 's/-lpulsarws/-l:libpulsarws.a/') -o print_version_static
check_is_static print_version_static
check_version "static" "$(LD_LIBRARY_PATH='' ./print_version_static)"

#!/usr/bin/env bash
# Builds programs with another Boost than the library's, and runs the main job in
# them on a transport: linked, preloaded and in a plug-in.
#
#   other_boost.sh COMPILER C_COMPILER LIBRARY HEADERS SERVER TRANSPORT HIDDEN...
#
# HIDDEN are the transports for a program that keeps its Boost to itself.
# LIBRARY is libpulsarws.so, HEADERS the folder of its header, SERVER a program
# that runs another one with a server. The other Boost is a package of Debian's,
# unpacked into the user's cache, its headers alone. Where there is none to be
# had, the exit status is 77: skipped.
set -euo pipefail

readonly compiler=$1 c_compiler=$2 library=$3 headers=$4 server=$5 transport=$6
readonly here=$(dirname "${BASH_SOURCE[0]}")/other_boost
readonly cache=${XDG_CACHE_HOME:-$HOME/.cache}/pulsarws/other-boost

# The newest of these that is not the library's own version.
fetch() {
  [[ ! -e $cache/usr/include/boost/version.hpp ]] || return 0
  local own package
  own=$(dpkg-query -W -f '${Depends}' libboost-dev 2>/dev/null || true)
  for package in libboost1.88-dev libboost1.83-dev libboost1.81-dev; do
    [[ $own != *"$package"* ]] || continue
    apt-cache show "$package" >/dev/null 2>&1 || continue
    rm -rf "$cache.new"
    mkdir -p "$cache.new"
    (cd "$cache.new" && apt-get -qq download "$package" &&
      dpkg -x ./*.deb . && rm ./*.deb) || return 1
    rm -rf "$cache"
    mv "$cache.new" "$cache"
    return 0
  done
  return 1
}

if ! command -v apt-get >/dev/null || ! fetch >/dev/null 2>&1; then
  echo "no other Boost is to be had here"
  exit 77
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
readonly boost=(-std=c++17 -O1 -isystem "$cache/usr/include" -pthread)
readonly ours=("-I$headers" "$library" "-Wl,-rpath,$(dirname "$library")")

"$compiler" "${boost[@]}" "$here/host.cpp" "${ours[@]}" -rdynamic -o "$folder/host"
"$compiler" "${boost[@]}" -fPIC -shared -DHOST_IS_PLUGIN "$here/host.cpp" \
  "${ours[@]}" -o "$folder/plugin.so"
"$compiler" "${boost[@]}" -fPIC -shared "$here/preloaded.cpp" -o "$folder/preloaded.so"
"$c_compiler" "$here/loader.c" -ldl -o "$folder/loader"

LD_LIBRARY_PATH=$(dirname "$library")
export LD_LIBRARY_PATH
echo "linked"
"$server" "$folder/host" "$transport"
echo "preloaded"
"$server" env LD_PRELOAD="$folder/preloaded.so" "$folder/loader" \
  "$folder/plugin.so" "$transport"
echo "a plug-in"
"$server" "$folder/loader" "$folder/plugin.so" "$transport"

"$compiler" "${boost[@]}" "$here/host.cpp" "${ours[@]}" -rdynamic \
  "-Wl,--version-script=$here/hide_boost.map" -o "$folder/hidden"
for transport_of_hidden in "${@:7}"; do
  echo "linked with its Boost hidden, $transport_of_hidden"
  "$server" "$folder/hidden" "$transport_of_hidden"
done

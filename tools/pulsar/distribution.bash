# shellcheck shell=bash
# Where the jars of Pulsar come from: the unpacked distribution that PULSAR_HOME
# names, or Maven and then a cache folder. Part of tools/local-pulsar, which has
# $templates, say, die and need_program.
# shellcheck disable=SC2154 # templates

version=$(sed -n 's|.*<pulsar.version>\(.*\)</.*|\1|p' "$templates/pom.xml")
readonly version
readonly cache=${XDG_CACHE_HOME:-$HOME/.cache}/pulsarws
jars=$cache/pulsar-$version
[[ -z ${PULSAR_HOME:-} ]] || jars=$PULSAR_HOME/lib
readonly jars

# How long Maven may be silent before it begins to ask anybody, and then.
readonly boot_seconds=30 answer_seconds=8

find_java() {
  java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  local found
  found=$("$java" -version 2>&1) ||
    die "Java 17 or 21 is missing: run tools/install-packages pulsar" \
      "(or set JAVA_HOME)"
  found=$(sed -n 's/.*version "\([0-9]*\).*/\1/p' <<<"$found" | head -n 1)
  [[ ${found:-0} -ge 17 ]] ||
    die "Java 17 or newer is needed, $java is ${found:-unknown}: run" \
      "tools/install-packages pulsar (or set JAVA_HOME)"
}

# Whether the jars are here; a PULSAR_HOME without them is a mistake.
are_here() {
  if [[ -z ${PULSAR_HOME:-} ]]; then
    [[ -d $jars ]]
  else
    compgen -G "$jars/*pulsar-broker-[0-9]*.jar" >/dev/null ||
      die "PULSAR_HOME is $PULSAR_HOME, where no lib/*pulsar-broker-*.jar is"
  fi
}

# Says where Pulsar is or what it can be fetched from; fails where neither is so.
available() {
  find_java
  if are_here; then
    echo "Pulsar is in $jars"
  else
    need_program mvn
    ask_maven
    echo "Pulsar $version can be fetched from $asked"
  fi
}

# An interrupted download goes on where it stopped; the folder with the jars
# gets its name only when all of them are there.
download() {
  ! are_here || return 0
  need_program mvn
  mkdir -p "$cache/partial"
  exec {lock}<"$cache"
  flock "$lock"
  if [[ ! -d $jars ]]; then
    ask_maven
    fetch_jars "$cache/partial"
    mv "$cache/partial/jars" "$jars"
    rm -rf "$cache/partial"
  fi
  exec {lock}<&-
}

# --- Maven ------------------------------------------------------------------

# For a subshell. The user's own settings are read too and come first; Maven
# heeds the proxy of MAVEN_OPTS only when it is told to.
maven() { # FOLDER ARGUMENT...
  local settings
  settings=$(<"$templates/settings.xml")
  (umask 077 && printf '%s\n' "${settings/@PROXIES@/"$(proxies)"}" \
    >"$1/settings.xml")
  exec mvn --batch-mode --file "$templates/pom.xml" \
    --global-settings "$1/settings.xml" -Dmaven.repo.local="$1/repository" \
    -Daether.connector.http.useSystemProperties=true "${@:2}" 2>&1
}

# The proxies of the environment as Maven's settings have them.
proxies() {
  local protocol name url not_for
  not_for=${no_proxy:-${NO_PROXY:-}}
  not_for=${not_for// /}
  not_for=${not_for//,./,*.}
  for protocol in https http; do
    name=${protocol}_proxy
    url=${!name:-}
    name=${name^^}
    url=${url:-${!name:-}}
    [[ $url =~ ^([a-z]+://)?(([^:@/]*)(:([^@/]*))?@)?([^:@/]+)(:([0-9]+))?/?$ ]] ||
      continue
    printf '<proxy>'
    element id "$protocol" protocol "$protocol" username "${BASH_REMATCH[3]}" \
      password "${BASH_REMATCH[5]}" host "${BASH_REMATCH[6]}" \
      port "${BASH_REMATCH[8]:-80}" nonProxyHosts "${not_for//,/|}"
    printf '</proxy>'
  done
}

element() { # [NAME VALUE]...
  local value
  while [[ $# -gt 0 ]]; do
    value=${2//&/"&amp;"}
    [[ -z $value ]] || printf '<%s>%s</%s>' "$1" "${value//</"&lt;"}" "$1"
    shift 2
  done
}

# Whether Maven reaches what Pulsar is fetched from: it asks for one small file,
# with nothing remembered from before. Sets $asked; otherwise says why not.
ask_maven() {
  local folder line answers maven status=0 why='' last=''
  local patience=$boot_seconds
  folder=$(mktemp -d)
  exec {answers}< <(maven "$folder" validate)
  maven=$!
  asked=''
  while read -r -t "$patience" -u "$answers" line || { status=$? && false; }; do
    case $line in
      *'Downloading from '*)
        [[ $line =~ [a-z]+://[^/]* ]] && asked=${BASH_REMATCH[0]}
        patience=$answer_seconds
        ;;
      *' column '*': '*' -> [Help '*) why=${line##* column } why=${why#*: } ;;
      *ERROR*) why=${why:-${line#*] }} ;;
      *[![:space:]]*) last=$line ;;
    esac
  done
  exec {answers}<&-
  if [[ $status -gt 128 ]]; then
    why="no answer within $patience s"
    kill -KILL "$maven" 2>/dev/null || true
    wait "$maven" || true
  elif wait "$maven"; then
    rm -rf "$folder"
    return
  fi
  rm -rf "$folder"
  why=${why:-${last:-Maven failed and said nothing}}
  say "Pulsar $version cannot be fetched${asked:+ from $asked}:" \
    "${why%% -> \[Help*}"
  how_to_go_on
  exit 1
}

how_to_go_on() {
  cat >&2 <<'WAYS'
  To go on: name a mirror or a proxy to Maven (~/.m2/settings.xml, https_proxy or
  MAVEN_OPTS), or an unpacked distribution of Pulsar by PULSAR_HOME, or take
  pulsarws-mock in its place (local-pulsar start --mock).
WAYS
}

fetch_jars() {
  printf 'local-pulsar: downloading Pulsar %s (230 MB, only once) ' \
    "$version" >&2
  rm -rf "$1/jars"
  maven "$1" -DoutputDirectory="$1/jars" -DincludeScope=runtime \
    org.apache.maven.plugins:maven-dependency-plugin:copy-dependencies \
    {lock}<&- | tee "$1/log" | print_dots ||
    {
      echo >&2
      { grep -m 3 ERROR "$1/log" || tail -n 3 "$1/log"; } | cut -c -300 >&2
      say "the download failed (Maven's words above); start again to continue"
      how_to_go_on
      exit 1
    }
  echo >&2
}

print_dots() {
  local line count=0
  while read -r line; do
    [[ $line != *'Downloaded from'* ]] || [[ $((++count % 50)) -ne 0 ]] ||
      printf '.' >&2
  done
}

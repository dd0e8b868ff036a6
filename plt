#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Starts the plt command; builds it first where that was not done yet or a source is newer.

# The one place for the JVM's options. G1 is the collector whose heap can hold objects of the archive; a
# young generation that is used again and again, rather than grown, saves the kernel fresh memory.
JVM_FLAGS='-XX:+UseG1GC -Xmn64m'
MAIN=org.plt4j.cli.Main

fail() {
  printf 'plt: %s\n' "$1" >&2
  exit 1
}

self=$0
while [ -L "$self" ]; do
  link=$(readlink "$self")
  case $link in
    /*) self=$link ;;
    *) self=$(dirname "$self")/$link ;;
  esac
done
top=$(CDPATH='' cd -P "$(dirname "$self")" && pwd) || exit 1

if [ -n "${JAVA_HOME:-}" ]; then
  java=$JAVA_HOME/bin/java
  [ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME, where there is no bin/java."
else
  java=$(command -v java) || fail 'no java found: a JDK 17 or newer is needed, on PATH or in JAVA_HOME.'
fi

target=$top/plt-cli/target/quick
jar=$target/plt.jar

newer_source() {
  cd "$top" && find pom.xml plt-*/pom.xml plt-*/src/main -newer "$jar" 2>/dev/null | head -n 1
}

build() {
  "$java" --version >"$lock/java" 2>/dev/null ||
    fail "$java is older than Java 9: a JDK 17 or newer is needed, on PATH or in JAVA_HOME."
  major=$(sed -n '1s/^[^ ]* \([0-9]*\).*/\1/p' "$lock/java")
  [ "${major:-0}" -ge 17 ] ||
    fail "$java is Java ${major:-unknown}: a JDK 17 or newer is needed, on PATH or in JAVA_HOME."
  "$java" --list-modules | grep -q '^jdk\.compiler' ||
    fail "$java has no compiler: a JDK 17 or newer is needed, on PATH or in JAVA_HOME."

  if [ -f "$jar" ]; then
    echo 'plt: building (sources have changed) ...' >&2
  else
    echo 'plt: building (first use) ...' >&2
  fi
  : >"$lock/started"
  if ! (cd "$top" && ./mvnw --batch-mode --no-transfer-progress -Dquick \
    -pl plt-core,plt-codecs,plt-zstd,plt-ipp,plt-dns,plt-natkit,plt-cli package) >"$lock/log" 2>&1 </dev/null; then
    cat "$lock/log" >&2
    fail 'the build failed; its output is above.'
  fi
  # As old as the build's start: what was edited meanwhile is newer. Before the archive is made, which
  # knows the jar by its time.
  touch -r "$lock/started" "$jar"
  archive || :
}

# Makes an archive of the classes of typical calls and of the JDK's own choice: they are mapped, and need
# not be read and checked again.
archive() {
  rm -f "$target/plt.jsa"
  home=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
  for call in flows 'flows --threads 2' packets stats 'flows --totals'; do
    trace=flows.pcap
    [ "$call" != 'flows --totals' ] || trace=flows.pcap.gz
    "$java" -Xshare:off -XX:DumpLoadedClassList="$lock/classes" -cp "$jar" $MAIN \
      $call "$top/testdata/$trace" >/dev/null 2>&1
    cat "$lock/classes"
  done | cat - "$home/lib/classlist" 2>/dev/null | awk '!seen[$0]++' >"$lock/all"
  "$java" -Xshare:dump $JVM_FLAGS -XX:SharedClassListFile="$lock/all" \
    -XX:SharedArchiveFile="$target/plt.jsa" -cp "$jar" >/dev/null 2>&1
  echo "$java" >"$target/plt.jsa.java"
}

if [ ! -f "$jar" ] || [ -n "$(newer_source)" ]; then
  lock=$target.lock
  mkdir -p "$top/plt-cli/target" || exit 1
  while ! mkdir "$lock" 2>/dev/null; do
    [ -d "$lock" ] || fail "cannot write to $top/plt-cli/target."
    # Somebody else builds: wait, but not for a process that has gone.
    owner=$(cat "$lock/pid" 2>/dev/null)
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
      rm -rf "$lock"
    else
      sleep 1
    fi
  done
  echo $$ >"$lock/pid"
  trap 'rm -rf "$lock"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  if [ ! -f "$jar" ] || [ -n "$(newer_source)" ]; then
    build
  fi
  rm -rf "$lock"
  trap - EXIT INT TERM
fi

# Java reads file names by the locale: without one it knows ASCII alone.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
  '' | C | POSIX) export LC_ALL=C.UTF-8 ;;
esac

terminal=false
[ ! -t 2 ] || terminal=true
# An archive of another JDK is left alone; if it is passed over, the log options keep quiet about it.
archive=$target/plt.jsa
{ read -r made <"$archive.java" && [ "$made" = "$java" ]; } 2>/dev/null || archive=
# shellcheck disable=SC2086 # the flags are words
exec "$java" $JVM_FLAGS ${archive:+"-XX:SharedArchiveFile=$archive"} -Xlog:disable \
  -Xlog:all=error:stderr "-Dplt.terminal=$terminal" -cp "$jar" $MAIN "$@"

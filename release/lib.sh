# SPDX-License-Identifier: Apache-2.0
# What the scripts of this folder share.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# What is published, beside the parent POM and the BOM.
jars=(plt-core plt-codecs plt-zstd plt-ipp plt-dns plt-natkit plt-cli)

# The version in the root POM.
version() {
  sed -n '0,/<version>/s/.*<version>\(.*\)<\/version>.*/\1/p' "$top/pom.xml"
}

# Builds what a release has, from a folder with the sources, into a local repository of its own. What
# is not ours comes from the user's repository, where it is there.
#
#   install_release SOURCES REPOSITORY
install_release() {
  (
    cd "$1"
    umask 022 # archives note the permissions of files
    projects=$(IFS=,; echo ".,plt-bom,${jars[*]}")
    ./mvnw --quiet --batch-mode --no-transfer-progress -Prelease -Dmaven.test.skip=true \
      -Dspotless.check.skip=true "-Dmaven.repo.local=$2" \
      "-Dmaven.repo.local.tail=${HOME}/.m2/repository" \
      -pl "$projects" -am install
  )
}

// SPDX-License-Identifier: Apache-2.0

/** DNS messages from packets. */
module org.plt4j.dns {
  requires transitive org.plt4j.core;
  requires static transitive org.jspecify;

  exports org.plt4j.dns;
}

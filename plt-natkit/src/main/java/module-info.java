// SPDX-License-Identifier: Apache-2.0

/** Flows: their keys, tables that count them, and what can be told of hosts and address pairs. */
module org.plt4j.natkit {
  requires transitive org.plt4j.core;
  requires transitive org.plt4j.ipp;
  requires static transitive org.jspecify;

  exports org.plt4j.natkit;
}

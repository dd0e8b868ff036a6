// SPDX-License-Identifier: Apache-2.0

/** IP prefixes, tables that find the longest matching prefix, and anonymisation of packets. */
module org.plt4j.ipp {
  requires transitive org.plt4j.core;
  requires static transitive org.jspecify;

  exports org.plt4j.ipp;
}

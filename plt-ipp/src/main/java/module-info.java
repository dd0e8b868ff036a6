// SPDX-License-Identifier: Apache-2.0

/** IP prefixes and tables of prefixes. Holds no types yet and therefore exports nothing. */
module org.plt4j.ipp {
  requires transitive org.plt4j.core;
  requires static transitive org.jspecify;
}

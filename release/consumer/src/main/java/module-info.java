// SPDX-License-Identifier: Apache-2.0

/** A user's module: what it requires has to be found on the module path. */
module consumer {
  requires org.plt4j.core;
  requires org.plt4j.dns;
  requires org.plt4j.ipp;
  requires org.plt4j.natkit;
}

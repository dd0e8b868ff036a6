// SPDX-License-Identifier: Apache-2.0

/** Packet traces, the packets in them and the layers of a packet, in pure Java. */
@SuppressWarnings("module") // natkit is built after this one
module org.plt4j.core {
  requires com.google.common;
  requires org.objectweb.asm;
  // For the codec of Zstandard, whose library needs it and is no module that could say so.
  requires jdk.unsupported;
  requires static transitive org.jspecify;

  exports org.plt4j.filter;
  exports org.plt4j.internal to
      org.plt4j.natkit;
  exports org.plt4j.packet;
  exports org.plt4j.trace;
  exports org.plt4j.trace.spi;

  uses org.plt4j.trace.spi.Codec;
}

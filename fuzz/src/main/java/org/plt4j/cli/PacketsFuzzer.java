// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.plt4j.packet.Layer;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;
import org.plt4j.packet.PacketEditor;

/**
 * A fuzz target: the input is a trace on standard input for {@code plt packets}, as JSON and as
 * text, and for {@code plt flows}; and it is a packet of a link type that its first two bytes
 * choose, all of whose layers are asked for and edited. Nothing may throw, and the command must not
 * find a fault in itself.
 */
public final class PacketsFuzzer {
  private PacketsFuzzer() {}

  /** Called by the fuzzer for each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    trace(input, "packets", "--json", "-");
    trace(input, "packets", "-v", "-x", "-");
    trace(input, "flows", "--by", "host", "-");
    if (input.length > 2) {
      packet(input, (input[0] & 1) << 8 | (input[1] & 0xff));
      packet(input, LinkType.ofIpProtocol(input[1]));
      packet(input, LinkType.ofEtherType(input[0] << 8 | (input[1] & 0xff)));
    }
  }

  private static void trace(byte[] input, String... args) {
    System.setIn(new ByteArrayInputStream(input));
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(errors, false, StandardCharsets.UTF_8);
    int code = Main.run(args, new Streams(new Output(OutputStream.nullOutputStream()), err));
    err.flush();
    String told = errors.toString(StandardCharsets.UTF_8);
    if (code > Main.BAD_TRACE || told.contains("a fault in plt itself")) {
      throw new IllegalStateException(String.join(" ", args) + " ended with " + code + ": " + told);
    }
  }

  private static void packet(byte[] input, int linkType) {
    byte[] bytes = new byte[input.length - 2];
    System.arraycopy(input, 2, bytes, 0, bytes.length);
    Packet packet = Packet.of(bytes, linkType);
    long room = 0;
    for (Layer layer : packet.layers()) {
      room += layer.payload().remaining() + layer.data().remaining() + (layer.isCut() ? 1 : 0);
    }
    PacketEditor editor = packet.edit();
    editor.fixChecksums();
    if (editor.toPacket().layers().size() > room + 1_000_000) {
      throw new IllegalStateException("more layers than there is room for");
    }
  }

  /** Runs the target once for each of these files: to repeat what was found. */
  public static void main(String[] files) throws IOException {
    for (String file : files) {
      fuzzerTestOneInput(java.nio.file.Files.readAllBytes(java.nio.file.Path.of(file)));
    }
  }
}

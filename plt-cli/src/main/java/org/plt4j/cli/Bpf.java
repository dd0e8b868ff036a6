// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.util.List;
import org.plt4j.filter.BpfProgram;
import org.plt4j.packet.LinkType;

/** {@code plt bpf}: prints what an expression compiles to, as tcpdump does. */
final class Bpf implements Subcommand {
  private static final Option LINK_TYPE =
      Option.text(
          "--link-type",
          "LINK",
          "The link type, by LINKTYPE_ number or name, such as 101 or RAW (default: ETHERNET).");
  private static final Option TEXT = Option.flag("-d", "Print for people (the default).");
  private static final Option C = Option.flag("-dd", "Print a fragment of C.");
  private static final Option DECIMAL = Option.flag("-ddd", "Print decimal numbers.");

  /** Link types are numbers of 16 bits. */
  private static final int MAX_LINK_TYPE = 0xffff;

  @Override
  public Synopsis synopsis() {
    return new Synopsis(
            "bpf",
            "Prints the BPF program of a filter expression.",
            new Synopsis.Operands(
                "EXPR", "A filter expression as tcpdump has it, in one argument.", 1, 1),
            List.of(LINK_TYPE, TEXT, C, DECIMAL))
        .examples("plt bpf 'tcp port 80'", "plt bpf --link-type RAW -ddd ip");
  }

  @Override
  public int run(Arguments arguments, Streams streams) {
    int linkType = linkType(arguments.text(LINK_TYPE, "ETHERNET"));
    BpfProgram program = Filters.program(Filters.compile(arguments.operands().get(0)), linkType);
    String text =
        arguments.has(DECIMAL)
            ? program.toDecimal()
            : arguments.has(C) ? program.toC() : program.toString();
    streams.out().text().append(text);
    return Main.DONE;
  }

  private static int linkType(String text) {
    boolean isNumber = text.matches("[0-9]{1,5}");
    int linkType = isNumber ? Integer.parseInt(text) : LinkType.ofName(text);
    if (linkType < 0 || linkType > MAX_LINK_TYPE) {
      throw new UsageException("--link-type " + text + ": no such link type");
    }
    return linkType;
  }
}

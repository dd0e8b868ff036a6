// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.plt4j.ipp.Anonymizer;
import org.plt4j.ipp.IpPrefix;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;
import org.plt4j.trace.TraceFormat;

/** {@code plt anon}: writes traces with their IP addresses replaced. */
final class Anon implements Subcommand {
  private static final Option KEY =
      Option.text(
          "--key",
          "KEY",
          "Crypto-PAn, which keeps prefixes: with a text of up to 32 bytes, filled up with zeros as"
              + " traceanon does, or 0x and 64 hex digits. Others see it in the list of processes:"
              + " --key-file hides it.");
  private static final Option KEY_FILE =
      Option.text(
          "--key-file", "FILE", "The same with the first 32 bytes of a file, such as random ones.");
  private static final Option PREFIX =
      Option.texts(
          "--prefix",
          "PREFIX",
          "Put the bits of a prefix in place of each address's first; one for each IP version.");
  private static final Option PERMUTE =
      Option.flag("--permute", "Keep no prefixes: with a key, any address becomes any other.");
  private static final Option SOURCE =
      Option.flag("--source", "Replace source addresses only (with --destination: both).");
  private static final Option DESTINATION =
      Option.flag("--destination", "Replace destination addresses only.");
  private static final Option LEAVE_CHECKSUMS =
      Option.flag("--leave-checksums", "Leave all checksums as they are: then they are wrong.");

  @Override
  public Synopsis synopsis() {
    List<Option> options =
        new ArrayList<>(
            List.of(KEY, KEY_FILE, PREFIX, PERMUTE, SOURCE, DESTINATION, LEAVE_CHECKSUMS));
    options.addAll(TraceOutput.OPTIONS);
    options.addAll(TraceInput.OPTIONS);
    return new Synopsis(
            "anon",
            "Writes traces with their IP addresses replaced. Those in tunnels, ARP and quoted"
                + " datagrams are replaced, too. MAC addresses, ports, times and data are left; what pcapng holds beside packets"
                + " (names, comments) is left out.",
            new Synopsis.Operands(
                "TRACE... OUT",
                TraceInput.DESCRIPTION + " Then the trace to write: " + TraceOutput.DESCRIPTION,
                2,
                Synopsis.Operands.MANY),
            options)
        .examples(
            "plt anon --key-file secret.key a.pcap b.pcap",
            "plt anon --prefix 10.0.0.0/8 --prefix fd00::/16 a.pcap b.pcap");
  }

  @Override
  public int run(Arguments arguments, Streams streams) {
    Anonymizer anonymizer = anonymizer(arguments);
    List<String> operands = arguments.operands();
    int last = operands.size() - 1;
    List<String> inputs = operands.subList(0, last);
    TraceOutput output = new TraceOutput(operands.get(last), arguments).refuse(inputs);
    boolean[] begun = new boolean[1];
    try {
      boolean whole =
          new TraceInput(inputs, arguments, streams)
              .read(
                  new TraceInput.Sink() {
                    @Override
                    public void begin(Trace trace) {
                      if (!begun[0] && trace.format() == TraceFormat.ERF) {
                        output.preferNanoseconds(arguments);
                      }
                      begun[0] = true;
                    }

                    @Override
                    public void accept(Packet packet) {
                      output.write(anonymizer.anonymize(packet));
                    }
                  });
      if (begun[0]) {
        output.close();
        streams.note(output.summary());
      }
      return whole ? Main.DONE : Main.BAD_TRACE;
    } finally {
      output.discard();
    }
  }

  private static Anonymizer anonymizer(Arguments arguments) {
    int ways = 0;
    for (Option way : List.of(KEY, KEY_FILE, PREFIX)) {
      ways += arguments.has(way) ? 1 : 0;
    }
    if (ways != 1) {
      throw new UsageException("one of --key, --key-file and --prefix is needed, and only one");
    }
    if (arguments.has(PERMUTE) && arguments.has(PREFIX)) {
      throw new UsageException("--permute needs a key");
    }
    Anonymizer anonymizer;
    try {
      anonymizer =
          arguments.has(PREFIX)
              ? Anonymizer.substitution(
                  arguments.texts(PREFIX).stream().map(IpPrefix::parse).toArray(IpPrefix[]::new))
              : arguments.has(PERMUTE)
                  ? Anonymizer.permutation(key(arguments))
                  : Anonymizer.cryptoPan(key(arguments));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
    if (arguments.has(SOURCE) != arguments.has(DESTINATION)) {
      anonymizer = arguments.has(SOURCE) ? anonymizer.sourcesOnly() : anonymizer.destinationsOnly();
    }
    return arguments.has(LEAVE_CHECKSUMS) ? anonymizer.leavingChecksums() : anonymizer;
  }

  private static byte[] key(Arguments arguments) {
    if (!arguments.has(KEY)) {
      return keyFile(arguments.text(KEY_FILE, ""));
    }
    String text = arguments.text(KEY, "");
    return text.matches("0x[0-9a-fA-F]{64}")
        ? HexFormat.of().parseHex(text.substring(2))
        : Anonymizer.keyOf(text);
  }

  private static byte[] keyFile(String file) {
    try (var in = Files.newInputStream(Path.of(file))) {
      byte[] key = in.readNBytes(Anonymizer.KEY_LENGTH);
      if (key.length < Anonymizer.KEY_LENGTH) {
        throw new UsageException(
            file + ": a key of " + key.length + " bytes, " + Anonymizer.KEY_LENGTH + " are needed");
      }
      return key;
    } catch (NoSuchFileException | InvalidPathException e) {
      throw new UsageException(file + ": no such file");
    } catch (IOException e) {
      throw new UsageException(file + ": " + e.getMessage());
    }
  }
}

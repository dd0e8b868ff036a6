// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.plt4j.ipp.IpPrefix;
import org.plt4j.ipp.PrefixFormatException;
import org.plt4j.ipp.PrefixTable;
import org.plt4j.ipp.SpecialPurpose;
import org.plt4j.packet.IpAddress;

/** {@code plt prefix}: explains, compares and aggregates prefixes, and looks addresses up. */
final class Prefix implements Subcommand {
  private static final Option COMPARE =
      Option.flag(
          "--compare", "Say how two prefixes relate: which contains the other, their order.");
  private static final Option AGGREGATE =
      Option.flag("--aggregate", "Print the fewest prefixes that hold the same addresses.");
  private static final Option TABLE =
      Option.text(
          "--table",
          "FILE",
          "Look addresses up: print the longest prefix of a table that each is in. A line of the"
              + " table is a prefix, blanks, and a value; what follows # is a comment.");
  private static final Option JSON = Option.flag("--json", "Print JSON, an object a line.");
  private static final Option CSV = Option.flag("--csv", "Print CSV with a header row.");

  private static final String[] COLUMNS = {
    "prefix",
    "version",
    "length",
    "network",
    "first",
    "last",
    "addresses",
    "complement",
    "purpose",
    "rfc"
  };
  private static final String[] COMPARE_COLUMNS = {
    "a", "b", "relation", "order", "sameAddress", "firstBitDifferent"
  };
  private static final String[] TABLE_COLUMNS = {"address", "prefix", "value"};

  private boolean whole = true;

  @Override
  public Synopsis synopsis() {
    return new Synopsis(
            "prefix",
            "Explains and compares prefixes, looks addresses up. Prefixes are also aggregated, and"
                + " addresses are looked up in a table of prefixes.",
            new Synopsis.Operands(
                "[PREFIX...]",
                "Prefixes, or with --table addresses; without any, or for -, they are read from"
                    + " standard input, the first word of each line.",
                0,
                Synopsis.Operands.MANY),
            List.of(COMPARE, AGGREGATE, TABLE, JSON, CSV))
        .examples(
            "plt prefix 192.0.2.0/24 2001:db8::/32",
            "plt prefix --compare 10.0.0.0/8 10.1.0.0/16",
            "plt prefix --table routes.txt 192.0.2.1");
  }

  @Override
  public int run(Arguments arguments, Streams streams) {
    int tasks = 0;
    for (Option task : List.of(COMPARE, AGGREGATE, TABLE)) {
      tasks += arguments.has(task) ? 1 : 0;
    }
    if (tasks > 1) {
      throw new UsageException("only one of --compare, --aggregate and --table can be done");
    }
    if (arguments.has(JSON) && arguments.has(CSV)) {
      throw new UsageException("only one of --json and --csv can be printed");
    }
    if (arguments.has(COMPARE)) {
      compare(arguments, streams);
    } else if (arguments.has(AGGREGATE)) {
      List<IpPrefix> prefixes = prefixes(arguments, streams);
      Printer printer = new Printer(arguments, streams.out(), "prefix");
      for (IpPrefix prefix : IpPrefix.aggregate(prefixes)) {
        printer.row(prefix);
      }
      printer.end();
    } else if (arguments.has(TABLE)) {
      lookUp(arguments, streams);
    } else {
      explain(arguments, streams);
    }
    return whole ? Main.DONE : Main.BAD_TRACE;
  }

  // ---- what to do

  private void explain(Arguments arguments, Streams streams) {
    List<IpPrefix> prefixes = prefixes(arguments, streams);
    Printer printer = new Printer(arguments, streams.out(), COLUMNS);
    for (IpPrefix prefix : prefixes) {
      SpecialPurpose special = SpecialPurpose.of(prefix);
      printer.row(
          prefix,
          (long) prefix.version(),
          prefix.hasLength() ? (long) prefix.length() : null,
          prefix.network(),
          prefix.first(),
          prefix.last(),
          prefix.size(),
          prefix.complement(),
          special == null ? null : special.name(),
          special == null ? null : special.rfc());
    }
    printer.end();
  }

  private void compare(Arguments arguments, Streams streams) {
    List<IpPrefix> prefixes = prefixes(arguments, streams);
    if (prefixes.size() != 2) {
      throw new UsageException("--compare needs two prefixes, not " + prefixes.size());
    }
    IpPrefix a = prefixes.get(0);
    IpPrefix b = prefixes.get(1);
    boolean contains = a.contains(b);
    boolean within = b.contains(a);
    String relation =
        contains && within ? "same" : contains ? "contains" : within ? "within" : "apart";
    Printer printer = new Printer(arguments, streams.out(), COMPARE_COLUMNS);
    printer.row(
        a,
        b,
        relation,
        (long) Integer.signum(a.compareTo(b)),
        a.isSameAddress(b),
        a.version() == b.version() ? (long) a.firstBitDifferent(b) : null);
    printer.end();
  }

  private void lookUp(Arguments arguments, Streams streams) {
    PrefixTable<String> table = load(arguments.text(TABLE, ""), streams);
    if (table == null) {
      return;
    }
    long[] counts = new long[2];
    Printer printer = new Printer(arguments, streams.out(), TABLE_COLUMNS);
    each(
        arguments,
        streams,
        text -> {
          IpAddress address = IpAddress.parse(text);
          Map.Entry<IpPrefix, String> longest = table.longest(address);
          if (longest == null) {
            printer.row(address, null, null);
          } else {
            printer.row(address, longest.getKey(), longest.getValue());
          }
          counts[0]++;
          counts[1] += longest == null ? 0 : 1;
        });
    printer.end();
    streams.out().flush();
    streams.note(
        counts[1] + " of " + counts[0] + " addresses found in " + table.size() + " prefixes");
  }

  private @Nullable PrefixTable<String> load(String file, Streams streams) {
    try {
      return PrefixTable.load(Path.of(file), String::valueOf);
    } catch (PrefixFormatException e) {
      streams.fault(String.valueOf(e.getMessage()));
    } catch (NoSuchFileException | InvalidPathException e) {
      streams.fault(file + ": no such file");
    } catch (AccessDeniedException e) {
      streams.fault(file + ": permission denied");
    } catch (IOException e) {
      streams.fault(file + ": " + e.getMessage());
    }
    whole = false;
    return null;
  }

  // ---- what to read

  private List<IpPrefix> prefixes(Arguments arguments, Streams streams) {
    List<IpPrefix> list = new ArrayList<>();
    each(arguments, streams, text -> list.add(IpPrefix.parse(text)));
    return list;
  }

  /** Takes the operands, which must be right, or lines, of which wrong ones are told. */
  private void each(Arguments arguments, Streams streams, Consumer<String> sink) {
    List<String> operands = arguments.operands();
    if (operands.isEmpty() || operands.equals(List.of("-"))) {
      try {
        eachLine(streams, sink);
      } catch (IOException e) {
        streams.fault("standard input: " + e.getMessage());
        whole = false;
      }
      return;
    }
    for (String operand : operands) {
      try {
        sink.accept(operand);
      } catch (IllegalArgumentException e) {
        throw new UsageException(String.valueOf(e.getMessage()));
      }
    }
  }

  private void eachLine(Streams streams, Consumer<String> sink) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    long number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      int end = 0;
      while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
        end++;
      }
      try {
        sink.accept(text.substring(0, end));
      } catch (IllegalArgumentException e) {
        streams.fault("line " + number + ": " + e.getMessage());
        whole = false;
      }
    }
  }

  // ---- how to print

  /** Rows as text, JSON or CSV. A value that is null is a dash, left out, or empty. */
  private static final class Printer {
    private final Output out;
    private final String[] columns;
    private final @Nullable JsonWriter json;
    private final @Nullable Rows csv;

    /**
     * Text is a table of aligned columns; of these all rows must be there before one is printed.
     */
    private final List<@Nullable Object[]> table = new ArrayList<>();

    Printer(Arguments arguments, Output out, String... columns) {
      this.out = out;
      this.columns = columns;
      this.json = arguments.has(JSON) ? new JsonWriter(out.text()) : null;
      this.csv = arguments.has(CSV) ? Rows.csv(out, columns) : null;
    }

    void row(@Nullable Object... values) {
      if (json != null) {
        jsonRow(json, values);
      } else if (csv != null) {
        for (Object value : values) {
          csv.value(value == null ? "" : value.toString());
        }
        csv.endRow();
      } else if (columns.length <= TABLE_COLUMNS.length) { // short rows are not held back
        StringBuilder text = out.text();
        for (int i = 0; i < values.length; i++) {
          text.append(i == 0 ? "" : " ").append(values[i] == null ? "-" : values[i]);
        }
        out.endLine();
      } else {
        table.add(values);
      }
    }

    private void jsonRow(JsonWriter writer, @Nullable Object[] values) {
      writer.beginObject();
      for (int i = 0; i < values.length; i++) {
        Object value = values[i];
        if (value instanceof Long number) {
          writer.name(columns[i]).value(number);
        } else if (value instanceof Boolean truth) {
          writer.name(columns[i]).value(truth);
        } else if (value != null) {
          writer.name(columns[i]).value(value.toString());
        }
      }
      writer.endObject();
      out.endLine();
    }

    void end() {
      if (table.isEmpty()) {
        return;
      }
      TextTable text = new TextTable();
      Arrays.stream(columns).forEach(text::left);
      text.print(
          out,
          table.size(),
          (row, cells) -> {
            for (Object value : table.get(row)) {
              cells.cell().append(value == null ? "-" : value);
              cells.endCell();
            }
          });
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A tab-separated table, read as a stream; one whose name ends in {@code .gz} is unzipped on the
 * way. Close the streams: each holds the file open.
 *
 * <pre>{@code
 * try (Stream<Table.Group> groups = Reference.fields().groups()) {
 *   groups.forEach(capture -> ... capture.id() ... capture.rows() ...);
 * }
 * }</pre>
 */
public final class Table {
  private final Path file;
  private final List<String> names;

  private Table(Path file, List<String> names) {
    this.file = file;
    this.names = names;
  }

  /** A table whose first line names its columns, or, given names, one without such a line. */
  public static Table of(Path file, String... columns) {
    return new Table(file, List.of(columns));
  }

  /** Every row, in the file's order. */
  public Stream<Row> rows() {
    Rows rows = new Rows();
    return stream(rows).onClose(rows::close);
  }

  /** Runs of rows with the same first cell, in the file's order; one run is held at a time. */
  public Stream<Group> groups() {
    Rows rows = new Rows();
    return stream(new Groups(rows)).onClose(rows::close);
  }

  @Override
  public String toString() {
    return file.toString();
  }

  private static <T> Stream<T> stream(Iterator<T> iterator) {
    int order = Spliterator.ORDERED | Spliterator.NONNULL;
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator, order), false);
  }

  /** Rows with the same first cell. */
  public record Group(String id, List<Row> rows) {}

  /** One line. A cell that the line is too short for is empty. */
  public static final class Row {
    private final Map<String, Integer> columns;
    private final String[] cells;

    private Row(Map<String, Integer> columns, String[] cells) {
      this.columns = columns;
      this.cells = cells;
    }

    /** The cell of this column, {@code ""} where it is empty. */
    public String get(String column) {
      Integer index = columns.get(column);
      if (index == null) {
        throw new IllegalArgumentException("No column " + column + ", only " + columns.keySet());
      }
      return index < cells.length ? cells[index] : "";
    }

    /** Whether the cell of this column holds anything. */
    public boolean has(String column) {
      return !get(column).isEmpty();
    }

    /** The cell as a decimal or {@code 0x} number. */
    public long number(String column) {
      return Long.decode(get(column));
    }

    /** All cells, in the file's order. */
    public List<String> cells() {
      return Collections.unmodifiableList(Arrays.asList(cells));
    }

    @Override
    public String toString() {
      return String.join("\t", cells);
    }
  }

  private final class Rows implements Iterator<Row> {
    private final BufferedReader reader;
    private final Map<String, Integer> columns = new HashMap<>();
    private @Nullable String line;

    Rows() {
      try {
        reader = new BufferedReader(new InputStreamReader(stream(), StandardCharsets.UTF_8));
        List<String> header = names.isEmpty() ? List.of(split(header())) : names;
        for (int i = 0; i < header.size(); i++) {
          columns.put(header.get(i), i);
        }
        line = reader.readLine();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private InputStream stream() throws IOException {
      InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
      return file.toString().endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in;
    }

    private String header() throws IOException {
      String header = reader.readLine();
      if (header == null) {
        throw new IOException("No header line in " + file);
      }
      return header;
    }

    @Override
    public boolean hasNext() {
      return line != null;
    }

    @Override
    public Row next() {
      String current = line;
      if (current == null) {
        throw new NoSuchElementException();
      }
      try {
        line = reader.readLine();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new Row(columns, split(current));
    }

    void close() {
      try {
        reader.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static String[] split(String line) {
    return line.split("\t", -1);
  }

  private static final class Groups implements Iterator<Group> {
    private final Rows rows;
    private @Nullable Row ahead;

    Groups(Rows rows) {
      this.rows = rows;
      ahead = rows.hasNext() ? rows.next() : null;
    }

    @Override
    public boolean hasNext() {
      return ahead != null;
    }

    @Override
    public Group next() {
      Row first = ahead;
      if (first == null) {
        throw new NoSuchElementException();
      }
      String id = first.cells[0];
      List<Row> group = new ArrayList<>();
      Row row = first;
      while (row != null && row.cells[0].equals(id)) {
        group.add(row);
        row = rows.hasNext() ? rows.next() : null;
      }
      ahead = row;
      return new Group(id, group);
    }
  }
}

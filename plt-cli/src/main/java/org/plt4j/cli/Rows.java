// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import org.plt4j.packet.IpAddress;

/**
 * Rows of named columns, written either as JSON, an object a line, or as CSV (RFC 4180) with a
 * header row. A row's values are given in the order of the columns.
 */
abstract class Rows {
  final Output out;

  private Rows(Output out) {
    this.out = out;
  }

  static Rows json(Output out, String... columns) {
    return new Json(out, columns);
  }

  /** Writes the header row at once: it is there even if no row follows. */
  static Rows csv(Output out, String... columns) {
    return new Csv(out, columns);
  }

  abstract Rows value(long value);

  abstract Rows value(double value);

  abstract Rows value(String value);

  /** No value: null in JSON, nothing in CSV. */
  abstract Rows none();

  abstract Rows value(IpAddress value);

  abstract Rows value(boolean value);

  /** A number with at most three decimal places. */
  abstract Rows decimal(double value);

  /** There is no such value: JSON leaves the key out, CSV the cell empty. */
  abstract Rows absent();

  /** A value that is absent where it is one that cannot be. */
  final Rows valueUnless(long impossible, long value) {
    return value == impossible ? absent() : value(value);
  }

  abstract void endRow();

  private static final class Json extends Rows {
    private final JsonWriter json;
    private final String[] columns;
    private int column;

    Json(Output out, String[] columns) {
      super(out);
      this.json = new JsonWriter(out.text());
      this.columns = columns;
    }

    private JsonWriter name() {
      if (column == 0) {
        json.beginObject();
      }
      return json.name(columns[column++]);
    }

    @Override
    Rows value(long value) {
      name().value(value);
      return this;
    }

    @Override
    Rows value(double value) {
      name().value(value);
      return this;
    }

    @Override
    Rows value(String value) {
      name().value(value);
      return this;
    }

    @Override
    Rows none() {
      name().nothing();
      return this;
    }

    @Override
    Rows value(IpAddress value) {
      name().value(value);
      return this;
    }

    @Override
    Rows value(boolean value) {
      name().value(value);
      return this;
    }

    @Override
    Rows decimal(double value) {
      name().decimal(value);
      return this;
    }

    @Override
    Rows absent() {
      column++;
      return this;
    }

    @Override
    void endRow() {
      json.endObject();
      column = 0;
      out.endLine();
    }
  }

  private static final class Csv extends Rows {
    private final StringBuilder text;
    private boolean follows;

    Csv(Output out, String[] columns) {
      super(out);
      text = out.text();
      for (String column : columns) {
        value(column);
      }
      endRow();
    }

    private void separate() {
      if (follows) {
        text.append(',');
      }
      follows = true;
    }

    @Override
    Rows value(long value) {
      separate();
      text.append(value);
      return this;
    }

    @Override
    Rows value(double value) {
      separate();
      text.append(value);
      return this;
    }

    @Override
    Rows none() {
      separate();
      return this;
    }

    @Override
    Rows value(String value) {
      separate();
      if (needsQuotes(value)) {
        text.append('"').append(value.replace("\"", "\"\"")).append('"');
      } else {
        text.append(value);
      }
      return this;
    }

    private static boolean needsQuotes(String value) {
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        if (c == ',' || c == '"' || c == '\r' || c == '\n') {
          return true;
        }
      }
      return false;
    }

    @Override
    Rows value(IpAddress value) {
      separate();
      value.appendTo(text);
      return this;
    }

    @Override
    Rows value(boolean value) {
      separate();
      text.append(value);
      return this;
    }

    @Override
    Rows decimal(double value) {
      separate();
      JsonWriter.appendDecimal(text, value);
      return this;
    }

    @Override
    Rows absent() {
      separate();
      return this;
    }

    @Override
    void endRow() {
      follows = false;
      text.append('\r'); // RFC 4180 ends a record with CR LF
      out.endLine();
    }
  }
}

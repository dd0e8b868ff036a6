// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.plt4j.packet.EtherType;
import org.plt4j.packet.IpAddress;
import org.plt4j.packet.IpProtocol;
import org.plt4j.packet.Layer;
import org.plt4j.packet.MacAddress;

/** Fields for people: one a line, indented by layer; the items of a list, such as options, too. */
final class TextFields implements Fields {
  private static final String STEP = "  ";

  private final Output out;
  private int depth = 1;

  /** The names of the lists that are open, the innermost first. */
  private final Deque<String> lists = new ArrayDeque<>();

  /** Whether an item is open, whose fields stand on one line. */
  private boolean inItem;

  /** Whether something stands on that line. */
  private boolean follows;

  TextFields(Output out) {
    this.out = out;
  }

  /** Begins a field: its name, and whatever goes before it. */
  private StringBuilder name(String name) {
    StringBuilder text = out.text();
    if (inItem) {
      text.append(follows ? ", " : "").append(name).append(' ');
      follows = true;
    } else {
      indent().append(name).append(": ");
    }
    return text;
  }

  private StringBuilder indent() {
    StringBuilder text = out.text();
    for (int i = 0; i < depth; i++) {
      text.append(STEP);
    }
    return text;
  }

  private void endField() {
    if (!inItem) {
      out.endLine();
    }
  }

  @Override
  public void number(String name, long value) {
    if (value != Layer.NOT_CAPTURED) {
      name(name).append(value);
      endField();
    }
  }

  @Override
  public void nanos(String name, long value) {
    name(name).append(value);
    endField();
  }

  private void number(String name, int value, String meaning) {
    name(name).append(value).append(" (").append(meaning).append(')');
    endField();
  }

  @Override
  public void etherType(String name, int value) {
    if (value != Layer.NOT_CAPTURED) {
      number(name, value, EtherType.name(value));
    }
  }

  @Override
  public void protocol(String name, int value) {
    if (value != Layer.NOT_CAPTURED) {
      number(name, value, IpProtocol.name(value));
    }
  }

  @Override
  public void flag(String name, boolean value) {
    name(name).append(value);
    endField();
  }

  @Override
  public void text(String name, String value) {
    name(name).append(value);
    endField();
  }

  @Override
  public void address(String name, @Nullable IpAddress value) {
    if (value != null) {
      value.appendTo(name(name));
      endField();
    }
  }

  @Override
  public void mac(String name, @Nullable MacAddress value) {
    if (value != null) {
      Hex.appendMac(name(name), value.bits());
      endField();
    }
  }

  @Override
  public void bytes(String name, ByteBuffer value) {
    Hex.append(name(name), value);
    endField();
  }

  @Override
  public void beginList(String name) {
    lists.push(name);
  }

  @Override
  public void endList() {
    lists.pop();
  }

  @Override
  public void beginItem() {
    indent().append(lists.peek()).append(": ");
    inItem = true;
    follows = false;
  }

  @Override
  public void endItem() {
    if (inItem) {
      inItem = false;
      out.endLine();
    } else {
      depth--;
    }
  }

  @Override
  public void beginLayer(String name, int offset) {
    // a quoted packet's layers stand deeper than the fields of the layer that quotes it
    StringBuilder text = indent();
    if (depth > 1) {
      text.append(lists.peek()).append(' ');
    }
    text.append(name).append(" at ").append(offset);
    out.endLine();
    depth++;
  }
}

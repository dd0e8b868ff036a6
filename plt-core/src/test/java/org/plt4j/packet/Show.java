// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All fields of a view in a line of text, for golden tests: {@code vlan etherType=2048 id=30
 * isDropEligible priority=5}. By name; a flag is its name if it is set. What is absent, unknown or
 * was not captured is left out, so are bytes and packets. None is forgotten: they are found by
 * reflection.
 */
final class Show {
  private static final HexFormat HEX = HexFormat.of();

  /** What every layer has, what other fields say again, and packets of their own. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "name",
          "packet",
          "offset",
          "data",
          "payload",
          "isCut",
          "inner",
          "quoted",
          "optionsData",
          "version",
          "hasAddresses",
          "addresses",
          "srcHigh",
          "srcLow",
          "dstHigh",
          "dstLow");

  private Show() {}

  /** The bytes of hex digits, which may have blanks between them. */
  static byte[] hex(String digits) {
    return HEX.parseHex(digits.replace(" ", ""));
  }

  static String hex(@Nullable ByteBuffer bytes) {
    if (bytes == null) {
      return "null";
    }
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(bytes.position(), copy);
    return HEX.formatHex(copy);
  }

  /** A layer's name and fields. */
  static String of(@Nullable Layer layer) {
    return layer == null ? "null" : layer.name() + fields(layer);
  }

  /** Every layer of a packet, tunnels included. */
  static List<String> layers(Packet packet) {
    return packet.layers().stream().map(Show::of).toList();
  }

  /** The names of a packet's layers and where they start in it: {@code ethernet@0 ip4@14}. */
  static String stack(Packet packet) {
    List<String> names = new ArrayList<>();
    for (Layer layer : packet.layers()) {
      names.add(layer.name() + "@" + layer.offsetIn(packet));
    }
    return String.join(" ", names);
  }

  private static String fields(Object view) {
    StringBuilder text = new StringBuilder();
    Method[] methods = view.getClass().getMethods();
    Arrays.sort(methods, Comparator.comparing(Method::getName));
    for (Method method : methods) {
      if (method.getParameterCount() == 0
          && !Modifier.isStatic(method.getModifiers())
          && method.getDeclaringClass() != Object.class
          && !method.isBridge()
          && !LEFT_OUT.contains(method.getName())) {
        append(text, method.getName(), call(method, view));
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String name, @Nullable Object value) {
    if (value instanceof Boolean flag) {
      text.append(flag ? " " + name : "");
    } else if (value instanceof List<?> list) {
      for (Object element : list) {
        String fields = isView(element) ? "(" + fields(element).strip() + ")" : "=" + element;
        text.append(' ').append(name).append(fields);
      }
    } else if (value instanceof ByteBuffer bytes) {
      text.append(' ').append(name).append('=').append(hex(bytes));
    } else if (value != null && !isNotCaptured(value)) {
      text.append(' ').append(name).append('=').append(value);
    }
  }

  private static boolean isView(Object value) {
    return value instanceof HeaderOption
        || value instanceof NeighbourOption
        || value instanceof SctpChunk;
  }

  private static boolean isNotCaptured(Object value) {
    return value == Checksum.UNKNOWN
        || (value instanceof Number number && number.longValue() == Layer.NOT_CAPTURED);
  }

  private static @Nullable Object call(Method method, Object view) {
    try {
      return method.invoke(view);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new LinkageError(method.toString(), e);
    }
  }
}

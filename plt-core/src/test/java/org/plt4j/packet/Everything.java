// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The answers of every accessor of a packet and of all its layers, by name: {@code "ip4.ttl"},
 * {@code "layers[2].options[0].kind"}, {@code "layers[3].quoted.layers[0].src"}. The accessors are
 * found by reflection, so none is forgotten. A view's own entry is its class.
 */
public final class Everything {
  private static final Set<String> NOT_ACCESSORS = Set.of("copy", "edit");

  /** A layer's packet leads back; the packets in tunnels have their layers in the list already. */
  private static final Set<String> NOT_FOLLOWED = Set.of("packet", "inner", "innermost");

  /** Comes first among the accessors, so that it can be left out. */
  private static final String TEXT = "toString";

  /** Datagrams quoted in quoted datagrams are followed this far. */
  private static final int MAX_DEPTH = 4;

  private static final Map<Class<?>, List<Accessor>> ACCESSORS = new ConcurrentHashMap<>();

  private Everything() {}

  private record Accessor(String name, MethodHandle handle) {}

  /** Takes an answer; names are the same objects in every call. */
  @FunctionalInterface
  public interface Visitor {
    /** Takes the answer of the accessor of this name. */
    void answer(String name, @Nullable Object answer);
  }

  /**
   * A name and those that start with it. Each is put together once: the texts cost more than all.
   */
  private static final class Name {
    final String text;
    private final Map<String, Name> parts = new ConcurrentHashMap<>();
    private volatile Name[] elements = new Name[0];

    Name(String text) {
      this.text = text;
    }

    Name part(String name) {
      Name part = parts.get(name);
      return part != null ? part : parts.computeIfAbsent(name, this::newPart);
    }

    private Name newPart(String name) {
      return new Name(text.isEmpty() ? name : text + '.' + name);
    }

    Name element(int index) {
      Name[] known = elements;
      return index < known.length ? known[index] : newElement(index);
    }

    private synchronized Name newElement(int index) {
      Name[] more = Arrays.copyOf(elements, Math.max(elements.length, 2 * index + 4));
      for (int i = elements.length; i < more.length; i++) {
        more[i] = new Name(text + '[' + i + ']');
      }
      elements = more;
      return more[index];
    }
  }

  private static final Name NAMES = new Name("");

  /** Calls every accessor. */
  public static Map<String, @Nullable Object> of(Packet packet) {
    Map<String, @Nullable Object> answers = new LinkedHashMap<>(256);
    visit(packet, true, answers::put);
    return answers;
  }

  /**
   * Calls every accessor.
   *
   * @param texts whether {@code toString} is one, which takes as long as all others together
   */
  public static void visit(Packet packet, boolean texts, Visitor visitor) {
    visit(NAMES, packet, 0, texts, visitor);
  }

  /** The first answer that differs, for a message; null if none does. */
  public static @Nullable String difference(
      Map<String, @Nullable Object> expected, Map<String, @Nullable Object> actual) {
    Set<String> names = new LinkedHashSet<>(expected.keySet());
    names.addAll(actual.keySet());
    for (String name : names) {
      if (!Objects.equals(expected.get(name), actual.get(name))) {
        return name + ": expected " + expected.get(name) + ", was " + actual.get(name);
      }
    }
    return null;
  }

  private static void visit(Name prefix, Object object, int depth, boolean texts, Visitor visitor) {
    List<Accessor> accessors = ACCESSORS.get(object.getClass());
    if (accessors == null) {
      accessors = ACCESSORS.computeIfAbsent(object.getClass(), Everything::accessors);
    }
    boolean hasText = accessors.get(0).name.equals(TEXT);
    for (int a = hasText && !texts ? 1 : 0; a < accessors.size(); a++) {
      Accessor accessor = accessors.get(a);
      Object answer = call(accessor, object);
      Name name = prefix.part(accessor.name);
      if (answer instanceof List<?> list) {
        for (int i = 0; i < list.size(); i++) {
          visit(name.element(i), accessor, list.get(i), depth, texts, visitor);
        }
      } else {
        visit(name, accessor, answer, depth, texts, visitor);
      }
    }
  }

  private static void visit(
      Name name,
      Accessor accessor,
      @Nullable Object answer,
      int depth,
      boolean texts,
      Visitor visitor) {
    boolean isPacket = answer instanceof Packet;
    boolean isView = isView(answer);
    visitor.answer(name.text, isView || isPacket ? answer.getClass() : answer);
    boolean followed = isPacket && depth < MAX_DEPTH && !NOT_FOLLOWED.contains(accessor.name);
    if (isView || followed) {
      visit(name, answer, followed ? depth + 1 : depth, texts, visitor);
    }
  }

  private static boolean isView(@Nullable Object answer) {
    return answer instanceof Layer
        || answer instanceof HeaderOption
        || answer instanceof NeighbourOption
        || answer instanceof SctpChunk;
  }

  private static @Nullable Object call(Accessor accessor, Object object) {
    try {
      return accessor.handle.invokeExact(object);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static List<Accessor> accessors(Class<?> type) {
    List<Accessor> accessors = new ArrayList<>();
    for (Method method : type.getMethods()) {
      if (method.getParameterCount() == 0
          && !Modifier.isStatic(method.getModifiers())
          && !method.isBridge()
          && method.getDeclaringClass() != Object.class
          && !NOT_ACCESSORS.contains(method.getName())) {
        accessors.add(new Accessor(method.getName(), handle(method)));
      }
    }
    accessors.sort(
        Comparator.comparing((Accessor each) -> !each.name.equals(TEXT))
            .thenComparing(Accessor::name));
    return accessors;
  }

  private static MethodHandle handle(Method method) {
    try {
      return MethodHandles.lookup()
          .unreflect(method)
          .asType(MethodType.methodType(Object.class, Object.class));
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
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

  /** Datagrams quoted in quoted datagrams are followed this far. */
  private static final int MAX_DEPTH = 4;

  private static final Map<Class<?>, List<Accessor>> ACCESSORS = new ConcurrentHashMap<>();

  private Everything() {}

  private record Accessor(String name, MethodHandle handle) {}

  /** Calls every accessor. */
  public static Map<String, @Nullable Object> of(Packet packet) {
    Map<String, @Nullable Object> answers = new LinkedHashMap<>(256);
    add("", packet, 0, answers);
    return answers;
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

  private static void add(
      String prefix, Object object, int depth, Map<String, @Nullable Object> answers) {
    for (Accessor accessor : ACCESSORS.computeIfAbsent(object.getClass(), Everything::accessors)) {
      Object answer = call(accessor, object);
      String name = prefix.isEmpty() ? accessor.name : prefix + '.' + accessor.name;
      if (answer instanceof List<?> list) {
        for (int i = 0; i < list.size(); i++) {
          put(name + '[' + i + ']', accessor, list.get(i), depth, answers);
        }
      } else {
        put(name, accessor, answer, depth, answers);
      }
    }
  }

  private static void put(
      String name,
      Accessor accessor,
      @Nullable Object answer,
      int depth,
      Map<String, @Nullable Object> answers) {
    boolean followed = answer instanceof Packet && !NOT_FOLLOWED.contains(accessor.name);
    if (isView(answer) || answer instanceof Packet) {
      answers.put(name, answer.getClass());
    } else {
      answers.put(name, answer);
    }
    if (isView(answer) || (followed && depth < MAX_DEPTH)) {
      add(name, answer, followed ? depth + 1 : depth, answers);
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
    accessors.sort(Comparator.comparing(Accessor::name));
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

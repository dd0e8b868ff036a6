// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.plt4j.testdata.Reference;

/**
 * Random expressions on every link type that libpcap has: accepted and refused as by libpcap, and
 * the same answer for random packets that are made to meet the tests of libpcap's own program.
 */
class LibpcapFilterTest {
  private static final int EXPRESSIONS = 10_000;
  private static final int BROKEN = 10_000;
  private static final int PACKETS = 20;
  private static final int LINK_TYPES = 290;
  private static final int UNKNOWN_NETMASK = 0;

  /**
   * What libpcap 1.10.3 does is not what the language says; docs/filters.md tells each of these.
   */
  private static final Pattern DIFFERENT =
      Pattern.compile(
          ".*((vpi|vci|sio|opc|dpc|sls) *!=|byte [0-9]+ *[&|]|\\$|vxlan).*", Pattern.DOTALL);

  /** Link types behind whose headers libpcap loses its way when another one follows. */
  private static final List<Integer> VARIABLE = List.of(105, 117, 119, 127, 163, 192);

  private static @Nullable NativeLibrary libpcap;

  @TempDir private @Nullable Path folder;
  private final Map<Integer, Pointer> handles = new HashMap<>();
  private final Random random = new Random(7);

  @BeforeAll
  static void needsLibpcap() {
    try {
      libpcap = NativeLibrary.getInstance("pcap");
    } catch (LinkageError e) {
      String message = "libpcap is not installed: " + e.getMessage();
      if (Boolean.getBoolean(Reference.REQUIRED)) {
        fail(message);
      }
      abort(message);
    }
  }

  private static NativeLibrary libpcap() {
    if (libpcap == null) {
      throw new IllegalStateException();
    }
    return libpcap;
  }

  @AfterEach
  void close() {
    handles.values().forEach(h -> libpcap().getFunction("pcap_close").invoke(new Object[] {h}));
  }

  /** An empty file of a link type, as libpcap has it open. */
  private Pointer handle(int linkType) throws IOException {
    Pointer known = handles.get(linkType);
    if (known != null || folder == null) {
      return known == null ? Pointer.NULL : known;
    }
    ByteBuffer header = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putLong(0);
    header.putInt(FilterCompiler.SNAP_LENGTH).putInt(linkType);
    Path file = folder.resolve(linkType + ".pcap");
    Files.write(file, header.array());
    Pointer handle =
        libpcap()
            .getFunction("pcap_open_offline")
            .invokePointer(new Object[] {file.toString(), new Memory(256)});
    handles.put(linkType, handle);
    return handle;
  }

  /** libpcap's unoptimised program, or null. */
  private @Nullable List<BpfInstruction> theirs(String expression, int linkType)
      throws IOException {
    Memory program = new Memory(16);
    int status =
        libpcap()
            .getFunction("pcap_compile")
            .invokeInt(new Object[] {handle(linkType), program, expression, 0, UNKNOWN_NETMASK});
    if (status != 0) {
      return null;
    }
    Pointer instructions = program.getPointer(8);
    List<BpfInstruction> list = new ArrayList<>();
    for (int i = 0; i < program.getInt(0); i++) {
      list.add(
          new BpfInstruction(
              instructions.getShort(8L * i) & 0xffff,
              instructions.getByte(8L * i + 2) & 0xff,
              instructions.getByte(8L * i + 3) & 0xff,
              instructions.getInt(8L * i + 4)));
    }
    libpcap().getFunction("pcap_freecode").invoke(new Object[] {program});
    return list;
  }

  private static @Nullable BpfProgram ours(String expression, int linkType) {
    try {
      return FilterCompiler.compile(expression, linkType);
    } catch (PacketFilterException e) {
      return null;
    }
  }

  /** A loop, which libpcap makes of "protochain", or memory that may not have been set. */
  private static boolean isDefined(List<BpfInstruction> program, String expression) {
    return !expression.contains("geneve")
        && program.stream()
            .noneMatch(i -> i.code() == (BpfInstruction.JMP | BpfInstruction.JA) && i.k() < 0);
  }

  private byte[] packet(List<BpfInstruction> program) {
    byte[] bytes = new byte[random.nextInt(4) == 0 ? random.nextInt(40) : 40 + random.nextInt(120)];
    int top = random.nextBoolean() ? 256 : 12;
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) random.nextInt(top);
    }
    for (int i = 0; i + 1 < program.size(); i++) {
      BpfInstruction load = program.get(i);
      boolean absolute = (load.code() & 0xe7) == BpfInstruction.ABS;
      boolean indexed = (load.code() & 0xe7) == BpfInstruction.IND;
      if ((absolute || indexed) && random.nextInt(3) > 0) {
        put(bytes, load, program.subList(i + 1, Math.min(program.size(), i + 5)), indexed);
      }
    }
    return random.nextInt(8) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
  }

  /** Writes, where a load reads, what the test after it asks for. */
  private void put(byte[] bytes, BpfInstruction load, List<BpfInstruction> after, boolean indexed) {
    int mask = -1;
    for (BpfInstruction next : after) {
      if (next.code() == (BpfInstruction.ALU | BpfInstruction.AND)) {
        mask = next.k();
      } else if ((next.code() & 0x0f) == BpfInstruction.JMP) {
        int size = (load.code() & 0x18) == BpfInstruction.W ? 4 : load.code() & 0x08;
        size = size == 8 ? 2 : size == 0 ? 1 : size;
        int at = load.k() + (indexed ? random.nextInt(3) * 20 : 0);
        int value = next.k() + (random.nextInt(6) == 0 ? random.nextInt(3) - 1 : 0);
        for (int i = 0; i < size && at >= 0 && at + size <= bytes.length; i++) {
          int shift = 8 * (size - 1 - i);
          int kept = bytes[at + i] & ~(mask >>> shift);
          bytes[at + i] = (byte) (kept | (value & mask) >>> shift);
        }
        return;
      }
    }
  }

  private static boolean run(List<BpfInstruction> program, byte[] packet, int length) {
    return BpfInterpreter.run(
            program, ByteBuffer.wrap(packet), 0, packet.length, packet.length + length)
        != 0;
  }

  private int linkType(String expression) {
    while (true) {
      int linkType = random.nextInt(3) == 0 ? 1 : random.nextInt(LINK_TYPES);
      boolean moves = expression.contains("geneve") || expression.contains("pppoes");
      if (!(moves && VARIABLE.contains(linkType))) {
        return linkType;
      }
    }
  }

  @Test
  void generatedExpressionsMeanTheSame() throws IOException {
    RandomExpressions expressions = new RandomExpressions(random, true);
    List<String> different = new ArrayList<>();
    int accepted = 0;
    long packets = 0;
    for (int i = 0; i < EXPRESSIONS; i++) {
      String expression = expressions.next();
      if (DIFFERENT.matcher(expression).matches()) {
        continue;
      }
      int linkType = linkType(expression);
      List<BpfInstruction> theirs = theirs(expression, linkType);
      BpfProgram ours = ours(expression, linkType);
      if ((theirs == null) != (ours == null)) {
        different.add(linkType + " " + expression + (ours == null ? ": refused" : ": accepted"));
      } else if (theirs != null && ours != null) {
        accepted++;
        boolean same = true;
        for (int n = 0; n < PACKETS && same && isDefined(theirs, expression); n++) {
          byte[] packet = packet(theirs);
          int more = random.nextInt(3) == 0 ? random.nextInt(100) : 0;
          packets++;
          boolean matches = run(theirs, packet, more);
          same = matches == run(ours.instructions(), packet, more);
          // Address families in the other byte order are ours alone.
          same |= !matches && (linkType == 0 || linkType == 109);
        }
        if (!same) {
          different.add(linkType + " " + expression + ": another answer");
        }
      }
    }
    System.out.printf(
        "filters against libpcap: %d expressions, %d accepted, %d packets, different %s%n",
        EXPRESSIONS, accepted, packets, different);
    assertThat(different).isEmpty();
    assertThat(accepted).isGreaterThan(EXPRESSIONS / 5);
  }

  @Test
  void corruptedExpressionsAreRefusedAlike() throws IOException {
    RandomExpressions expressions = new RandomExpressions(random, true);
    List<String> different = new ArrayList<>();
    int accepted = 0;
    for (int i = 0; i < BROKEN; i++) {
      String expression = expressions.broken();
      // Names are not looked up, neither here nor, since that would cost time, there.
      if (expression.chars().anyMatch(c -> c == 0 || c > 126)
          || DIFFERENT.matcher(expression).matches()
          || HOST_NAME.matcher(expression).find()) {
        continue;
      }
      BpfProgram ours = ours(expression, 1);
      boolean theirs = theirs(expression, 1) != null;
      if (theirs != (ours != null)) {
        different.add(expression + (ours == null ? ": refused" : ": accepted"));
      }
      accepted += theirs ? 1 : 0;
    }
    System.out.printf(
        "corrupted filters against libpcap: %d, %d accepted, different %s%n",
        BROKEN, accepted, different);
    assertThat(different).isEmpty();
  }

  private static final Pattern HOST_NAME = Pattern.compile("(host|src|dst|net) +[^0-9]");
}

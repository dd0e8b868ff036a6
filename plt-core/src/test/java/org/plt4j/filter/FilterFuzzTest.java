// SPDX-License-Identifier: Apache-2.0
package org.plt4j.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever an expression is, the answer is a program that can be run or an exception of ours. */
class FilterFuzzTest {
  private static final int EXPRESSIONS = 100_000;
  private static final int[] LINK_TYPES = {
    1, 1, 1, 0, 6, 7, 8, 9, 10, 12, 99, 100, 101, 104, 105, 107, 108, 113, 114, 117, 119, 122, 123,
    127, 129, 130, 132, 135, 140, 163, 165, 167, 192, 197, 226, 228, 229, 239, 240, 241, 276, 14,
    70_000
  };

  private final Random random = new Random(4);

  /** Compiles; answers the number of instructions, 0 where it was refused. */
  private int compile(String expression) {
    int linkType = LINK_TYPES[random.nextInt(LINK_TYPES.length)];
    try {
      List<BpfInstruction> instructions =
          FilterCompiler.compile(expression, linkType).instructions();
      BpfVerifier.verify(instructions);
      return instructions.size();
    } catch (PacketFilterException e) {
      assertThat(e.column()).isBetween(1, expression.length() + 1);
      return 0;
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError(linkType + " " + expression, e);
    }
  }

  @Test
  void generatedExpressions() {
    RandomExpressions expressions = new RandomExpressions(random, false);
    int accepted = 0;
    for (int i = 0; i < EXPRESSIONS; i++) {
      accepted += compile(expressions.next()) > 0 ? 1 : 0;
    }
    System.out.println("generated expressions: " + accepted + " of " + EXPRESSIONS + " compiled");
    assertThat(accepted).isGreaterThan(EXPRESSIONS / 5);
  }

  @Test
  void corruptedExpressions() {
    RandomExpressions expressions = new RandomExpressions(random, false);
    int refused = 0;
    for (int i = 0; i < EXPRESSIONS; i++) {
      refused += compile(expressions.broken()) == 0 ? 1 : 0;
    }
    System.out.println("corrupted expressions: " + refused + " of " + EXPRESSIONS + " refused");
    assertThat(refused).isGreaterThan(EXPRESSIONS / 2);
  }

  @Test
  void deepAndLongExpressions() {
    String[] open = {"(", "not ", "not (", "ip[", "1 + (", "-", "((", "host (", "len & ("};
    for (String one : open) {
      for (int times : new int[] {10, 100, 1_000, 20_000}) {
        String text = one.repeat(times);
        assertThatCode(() -> compile(text)).doesNotThrowAnyException();
        String closed = text + "1" + ")".repeat(times) + " = 1";
        assertThatCode(() -> compile(closed)).doesNotThrowAnyException();
        String condition = text + "ip" + ")".repeat(times);
        assertThatCode(() -> compile(condition)).doesNotThrowAnyException();
      }
    }
    assertThat(compile("ip" + " or ip and tcp".repeat(2_000))).isPositive();
    compile("ip" + " or ip and tcp".repeat(5_000));
    compile("len" + " + len".repeat(5_000) + " = 1");
    compile("1" + " + 1".repeat(5_000) + " = 1");
    compile("vlan" + " and vlan".repeat(5_000));
    compile("mpls" + " and mpls 5".repeat(5_000));
    compile("geneve" + " and geneve".repeat(100));
    compile("host 1.2.3.4".repeat(10_000));
  }

  @Test
  void thousandsOfHosts() {
    StringBuilder text = new StringBuilder("host 10.0.0.0");
    for (int i = 1; i < 2_000; i++) {
      text.append(" or ").append("10.0.").append(i / 256).append('.').append(i % 256);
    }
    assertThat(compile(text.toString())).isGreaterThan(2_000);
  }
}

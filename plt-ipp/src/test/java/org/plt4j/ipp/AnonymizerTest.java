// SPDX-License-Identifier: Apache-2.0
package org.plt4j.ipp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.plt4j.packet.Ip4;
import org.plt4j.packet.IpAddress;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.Reference;
import org.plt4j.trace.Trace;

/** What addresses are replaced by. */
class AnonymizerTest {
  /** The key of Crypto-PAn's sample trace. */
  private static final byte[] SAMPLE_KEY = {
    21,
    34,
    23,
    (byte) 141,
    51,
    (byte) 164,
    (byte) 207,
    (byte) 128,
    19,
    10,
    91,
    22,
    73,
    (byte) 144,
    125,
    16,
    (byte) 216,
    (byte) 152,
    (byte) 143,
    (byte) 131,
    121,
    121,
    101,
    39,
    98,
    87,
    76,
    45,
    42,
    (byte) 132,
    34,
    2
  };

  private static final String TRACEANON_KEY = "fish go moo, oh yes they do";

  /** Pairs of addresses, one a line. */
  private static Map<IpAddress, IpAddress> pairs(String resource) throws IOException {
    Map<IpAddress, IpAddress> pairs = new HashMap<>();
    try (InputStream in =
            Objects.requireNonNull(AnonymizerTest.class.getResourceAsStream(resource));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int tab = line.indexOf('\t');
        if (!line.startsWith("#")) {
          pairs.put(
              IpAddress.parse(line.substring(0, tab)), IpAddress.parse(line.substring(tab + 1)));
        }
      }
    }
    return pairs;
  }

  @Test
  void publishedVectorsOfCryptoPan() throws IOException {
    Map<IpAddress, IpAddress> vectors = pairs("cryptopan.tsv");
    assertThat(vectors).hasSize(75);
    Anonymizer anonymizer = Anonymizer.cryptoPan(SAMPLE_KEY);
    for (int turn = 0; turn < 2; turn++) { // the second from memory
      vectors.forEach((from, to) -> assertThat(anonymizer.anonymize(from)).isEqualTo(to));
    }
  }

  @Test
  void sameAddressesAsTraceanon() throws IOException {
    Map<IpAddress, IpAddress> expected = pairs("traceanon.tsv");
    assertThat(expected).hasSize(13);
    Anonymizer anonymizer = Anonymizer.cryptoPan(Anonymizer.keyOf(TRACEANON_KEY));
    expected.forEach((from, to) -> assertThat(anonymizer.anonymize(from)).isEqualTo(to));
    Set<IpAddress> seen = new HashSet<>();
    try (Trace trace = Trace.open(Reference.require("original/anon-v4.pcap"))) {
      for (Packet packet : trace) {
        Ip4 before = packet.ip4();
        Ip4 after = anonymizer.anonymize(packet).ip4();
        if (before != null) {
          assertThat(after.src()).isEqualTo(expected.get(before.src()));
          assertThat(after.dst()).isEqualTo(expected.get(before.dst()));
          seen.add(before.src());
          seen.add(before.dst());
        }
      }
    }
    assertThat(seen).isEqualTo(expected.keySet());
  }

  /** Two addresses have as many first bits in common before as after; and none is met twice. */
  @Test
  void cryptoPanKeepsPrefixesOfBothVersions() {
    SplittableRandom random = new SplittableRandom(10);
    byte[] key = new byte[Anonymizer.KEY_LENGTH];
    random.nextBytes(key);
    Anonymizer anonymizer = Anonymizer.cryptoPan(key);
    for (int version : new int[] {4, 6}) {
      int width = version == 4 ? 32 : 128;
      int changed = 0;
      for (int i = 0; i < 4000; i++) {
        IpPrefix a = IpPrefix.of(random(random, version));
        int common = i % (width + 1);
        IpAddress b = sharing(random, a.address(), common);
        IpPrefix from = IpPrefix.of(anonymizer.anonymize(a.address()));
        IpPrefix to = IpPrefix.of(anonymizer.anonymize(b));
        assertThat(IpPrefix.of(b).firstBitDifferent(a)).isEqualTo(common);
        assertThat(to.firstBitDifferent(from)).isEqualTo(common);
        assertThat(to.version()).isEqualTo(version);
        changed += from.equals(a) ? 0 : 1;
      }
      assertThat(changed).isGreaterThan(3990);
    }
  }

  private static IpAddress random(SplittableRandom random, int version) {
    return version == 4
        ? IpAddress.ofIp4(random.nextInt())
        : IpAddress.ofIp6(random.nextLong(), random.nextLong());
  }

  /** An address with so many first bits of another, and not one more. */
  private static IpAddress sharing(SplittableRandom random, IpAddress address, int bits) {
    int width = address.version() == 4 ? 32 : 128;
    if (bits == width) {
      return address;
    }
    IpAddress other = random(random, address.version());
    byte[] from = address.toBytes();
    byte[] to = other.toBytes();
    for (int i = 0; i <= bits; i++) {
      int mask = 0x80 >>> (i & 7);
      int bit = (from[i >> 3] & mask) ^ (i == bits ? mask : 0);
      to[i >> 3] = (byte) ((to[i >> 3] & ~mask) | bit);
    }
    return IpAddress.of(to);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 192.0.2.77, 10.0.2.77",
    "10.9.9.9/8, 192.0.2.77, 10.0.2.77",
    "10.1.2.3, 192.0.2.77, 10.1.2.3",
    "0.0.0.0/0, 192.0.2.77, 192.0.2.77",
    "128.0.0.0/1, 64.0.2.77, 192.0.2.77",
    "10.1.2.2/31, 255.255.255.255, 10.1.2.3",
    "2001:db8::/32, fe80::1:2, 2001:db8::1:2",
    "2001:db8:1:2::/64, fe80::1:2, 2001:db8:1:2::1:2",
    "2001:db8::8/127, ::1, 2001:db8::9",
    "2001:db8::/32, 192.0.2.77, 192.0.2.77",
    "10.0.0.0/8, ::1, ::1"
  })
  void substitutionReplacesTheFirstBits(String prefix, String from, String to) {
    Anonymizer anonymizer = Anonymizer.substitution(IpPrefix.parse(prefix));
    assertThat(anonymizer.anonymize(IpAddress.parse(from))).isEqualTo(IpAddress.parse(to));
  }

  @Test
  void permutationIsOneToOneAndKeepsNoPrefixes() {
    Anonymizer anonymizer = Anonymizer.permutation(SAMPLE_KEY);
    Set<IpAddress> replacements = new HashSet<>();
    int together = 0;
    for (int i = 0; i < 20_000; i++) {
      IpAddress four = anonymizer.anonymize(IpAddress.ofIp4(0x0a00_0000 + i));
      replacements.add(four);
      replacements.add(anonymizer.anonymize(IpAddress.ofIp6(0x2001_0db8L << 32, i)));
      together += four.low() >>> 24 == 10 ? 1 : 0;
    }
    assertThat(replacements).hasSize(40_000);
    assertThat(together).isBetween(20, 200); // of 20,000 a 256th by chance
    // AES itself
    assertThat(anonymizer.anonymize(IpAddress.parse("2001:db8::")))
        .isNotEqualTo(
            Anonymizer.permutation(Anonymizer.keyOf("k")).anonymize(IpAddress.parse("2001:db8::")));
  }

  @Test
  void keysThatAreNone() {
    for (int length : new int[] {0, 16, 31, 33}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Anonymizer.cryptoPan(new byte[length]))
          .withMessageContaining(" " + length + " bytes");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Anonymizer.permutation(new byte[length]))
          .withMessageContaining(" " + length + " bytes");
    }
    assertThat(Anonymizer.keyOf("a\u00e9")).startsWith('a', 0xc3, 0xa9, 0).hasSize(32);
    for (String text : List.of("", "x".repeat(33), "\u00e9".repeat(17))) {
      assertThatIllegalArgumentException().isThrownBy(() -> Anonymizer.keyOf(text));
    }
    assertThatIllegalArgumentException().isThrownBy(Anonymizer::substitution);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Anonymizer.substitution(IpPrefix.parse("::/8"), IpPrefix.parse("1::/16")))
        .withMessageContaining("1::/16");
  }

  @Test
  void manyThreadsGetTheSameAnswers() throws Exception {
    Anonymizer alone = Anonymizer.cryptoPan(SAMPLE_KEY);
    List<IpAddress> expected = answers(alone);
    Anonymizer shared = Anonymizer.cryptoPan(SAMPLE_KEY);
    Callable<List<IpAddress>> task = () -> answers(shared);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (Future<List<IpAddress>> answers : threads.invokeAll(List.of(task, task, task, task))) {
        assertThat(answers.get()).isEqualTo(expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<IpAddress> answers(Anonymizer anonymizer) {
    SplittableRandom random = new SplittableRandom(11);
    List<IpAddress> answers = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      answers.add(anonymizer.anonymize(random(random, i % 5 == 0 ? 6 : 4)));
    }
    return answers;
  }
}

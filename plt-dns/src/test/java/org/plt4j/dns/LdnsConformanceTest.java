// SPDX-License-Identifier: Apache-2.0
package org.plt4j.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.plt4j.testdata.Json;
import org.plt4j.testdata.Reference;
import org.plt4j.testdata.Score;
import org.plt4j.testdata.Scores;

/**
 * Every real, synthetic and malformed message against what ldns 1.8.3 says of it. A message that
 * ldns reads whole has to be equal in all fields and texts; of the others the records before the
 * fault have to be there, and a status.
 */
class LdnsConformanceTest {
  /** The oracle's clock. */
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1795420800));

  private static final List<String> SECTIONS = List.of("answer", "authority", "additional");

  private static final String NOT_PRINTED = "rdata that ldns cannot print";

  /** A row for each set of messages. */
  private static final Scores.Rows SETS =
      new Scores.Rows("messages", "in all:", "scored whole:", "values:", "different:", "others:");

  private final Score score = new Score(12);
  private final Map<String, Integer> left = new TreeMap<>();
  private final List<String> forward = new ArrayList<>();
  private final List<String> forwardOwners = new ArrayList<>();
  private int equalMessages;
  private int others;
  private int badLengths;

  @Test
  void realMessages() {
    read("captures", 25_225);
    assertThat(equalMessages).isGreaterThan(24_900);
    assertThat(forward).hasSize(1);
  }

  @Test
  void syntheticMessages() {
    read("synthetic", 1_807);
    assertThat(equalMessages).isGreaterThan(1_400);
  }

  @Test
  void malformedMessages() {
    read("malformed", 1_076);
    assertThat(others).isGreaterThan(800);
  }

  @AfterAll
  static void report() {
    Scores.report("dns", SETS.toString());
  }

  private void read(String set, int messages) {
    int lines = 0;
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Files.newInputStream(Reference.require("dns/" + set + ".jsonl.gz"))),
                StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        compare(Json.object(line));
        lines++;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    SETS.add(set, lines, equalMessages, score.compared(), score.different(), others);
    System.out.println(set + "\n" + score);
    System.out.println(badLengths + " of those scored whole have rdata of a wrong length");
    left.forEach((reason, count) -> System.out.println("not scored " + count + ": " + reason));
    System.out.println("forward pointers: " + forward + ", in owners: " + forwardOwners);
    score.differences().forEach(System.out::println);
    assertThat(lines).isEqualTo(messages);
    assertThat(score.different()).isZero();
  }

  private void compare(Map<String, Object> line) {
    String id = text(line, "id");
    byte[] bytes = HexFormat.of().parseHex(text(line, "hex"));
    DnsMessage message = DnsMessage.of(ByteBuffer.wrap(bytes));
    Map<String, Object> walk = object(line, "walk");
    Map<String, Object> oracle = object(line, "oracle");
    compareWhole(id, message, bytes, walk);
    String reason = reasonToLeaveOut(message, walk, oracle);
    if (reason == null) {
      equalMessages++;
      DnsStatus.Fault fault = message.status().fault();
      if (fault == DnsStatus.Fault.BAD_LENGTH) { // ldns drops the rest, or lets a name run on
        badLengths++;
        fault = DnsStatus.Fault.OK;
      }
      score.compare("status", id, 0, DnsStatus.Fault.OK, fault);
      compareMessage(id, message, object(oracle, "msg"));
    } else {
      others++;
      left.merge(reason, 1, Integer::sum);
      if (reason.equals("a pointer that is not backwards")) {
        forward.add(id);
      }
      if (number(oracle, "status") != 0
          || walk.get("fault") != null
          || reason.equals(NOT_PRINTED)) {
        score.compare("status is not ok", id, 0, true, !message.status().isOk());
      }
    }
  }

  /** What does not depend on ldns: the records that are whole, and which owners resolve. */
  private void compareWhole(String id, DnsMessage message, byte[] bytes, Map<String, Object> walk) {
    List<Long> whole =
        List.of(
            (long) message.questions().size(),
            (long) message.answers().size(),
            (long) message.authority().size(),
            (long) message.additional().size());
    score.compare("whole records", id, 0, walk.get("whole"), whole);
    List<Long> resolved =
        List.of(
            message.questions().stream().filter(question -> question.name() != null).count(),
            resolved(message.answers()),
            resolved(message.authority()),
            resolved(message.additional()));
    if (!resolved.equals(walk.get("names_ok")) && ownerPointsForward(message, bytes)) {
      forwardOwners.add(id);
    } else {
      score.compare("owners that resolve", id, 0, walk.get("names_ok"), resolved);
    }
    if (walk.get("fault_section") != null && walk.get("name_faults") == null) {
      DnsStatus status = message.status();
      boolean structural =
          status.fault() == DnsStatus.Fault.TRUNCATED || status.fault() == DnsStatus.Fault.BAD_NAME;
      if (structural) {
        score.compare(
            "section of the fault",
            id,
            0,
            walk.get("fault_section"),
            status.section().toString().toLowerCase(java.util.Locale.ROOT));
      }
    }
  }

  private static long resolved(List<DnsRecord> records) {
    return records.stream().filter(record -> record.owner() != null).count();
  }

  private static boolean ownerPointsForward(DnsMessage message, byte[] bytes) {
    int at = 12;
    for (int i = 0; i < message.questions().size(); i++) {
      if (pointsForward(bytes, at)) {
        return true;
      }
      while (bytes[at] > 0) {
        at += bytes[at] + 1;
      }
      at += (bytes[at] == 0 ? 1 : 2) + 4;
    }
    for (List<DnsRecord> records :
        List.of(message.answers(), message.authority(), message.additional())) {
      if (records.stream().anyMatch(record -> pointsForward(bytes, record.offset()))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a pointer of a name goes to where its run of labels starts, or behind. */
  private static boolean pointsForward(byte[] bytes, int from) {
    int at = from;
    for (int start = at; at < bytes.length && bytes[at] != 0; ) {
      if ((bytes[at] & 0xc0) != 0xc0) {
        at += (bytes[at] & 0x3f) + 1;
        continue;
      }
      int target = (bytes[at] & 0x3f) << 8 | (bytes[at + 1] & 0xff);
      if (target >= start) {
        return true;
      }
      start = target;
      at = target;
    }
    return false;
  }

  private static @Nullable String reasonToLeaveOut(
      DnsMessage message, Map<String, Object> walk, Map<String, Object> oracle) {
    if (number(oracle, "status") != 0) {
      return "ldns refuses it";
    }
    if (walk.get("fault") != null) {
      return "a fault that ldns does not see";
    }
    if (message.status().fault() == DnsStatus.Fault.BAD_POINTER) {
      return "a pointer that is not backwards";
    }
    for (String section : SECTIONS) {
      for (Object entry : list(object(oracle, "msg"), section)) {
        Map<String, Object> record = Json.asObject(entry);
        if (record.get("rdata") == null) {
          return NOT_PRINTED;
        }
        if (record.get("type").equals("WKS")) {
          return "WKS, whose text depends on the machine";
        }
      }
    }
    for (List<DnsRecord> records :
        List.of(message.answers(), message.authority(), message.additional())) {
      for (DnsRecord record : records) {
        boolean last =
            records.indexOf(record) == records.size() - 1
                && message.additional().stream().anyMatch(r -> r.offset() == record.offset());
        if (record.type() == DnsType.TSIG && !last) {
          return "TSIG that is not last";
        }
      }
    }
    return null;
  }

  private void compareMessage(String id, DnsMessage message, Map<String, Object> ldns) {
    number("id", id, ldns, "id", message.id());
    flag("qr", id, ldns, message.isResponse());
    number("opcode", id, ldns, "opcode", message.opcode());
    score.compare("opcode name", id, 0, ldns.get("opcode_text"), DnsOpcode.name(message.opcode()));
    flag("aa", id, ldns, message.isAuthoritative());
    flag("tc", id, ldns, message.isTruncated());
    flag("rd", id, ldns, message.isRecursionDesired());
    flag("ra", id, ldns, message.isRecursionAvailable());
    flag("z", id, ldns, message.isZ());
    flag("ad", id, ldns, message.isAuthenticData());
    flag("cd", id, ldns, message.isCheckingDisabled());
    number("rcode", id, ldns, "rcode", message.headerRcode());
    score.compare(
        "rcode name", id, 0, ldns.get("rcode_text"), DnsRcode.name(message.headerRcode()));
    compareQuestions(id, message.questions(), list(ldns, "question"));
    compareRecords(id, message.answers(), list(ldns, "answer"));
    compareRecords(id, message.authority(), list(ldns, "authority"));
    List<DnsRecord> additional = new ArrayList<>(message.additional());
    DnsRecord tsig = null;
    if (!additional.isEmpty() && additional.get(additional.size() - 1).type() == DnsType.TSIG) {
      tsig = additional.remove(additional.size() - 1);
    }
    additional.removeIf(record -> record.type() == DnsType.OPT);
    compareRecords(id, additional, list(ldns, "additional"));
    score.compare(
        "counts",
        id,
        0,
        ldns.get("counts"),
        List.of(
            (long) message.questionCount(),
            (long) message.answerCount(),
            (long) message.authorityCount(),
            (long) additional.size()));
    if (score.compare("tsig present", id, 0, ldns.get("tsig") != null, tsig != null)
        && tsig != null) {
      compareRecord(id, 0, tsig, object(ldns, "tsig"));
    }
    compareEdns(id, message.edns(), ldns.get("edns"));
  }

  private void compareQuestions(String id, List<DnsQuestion> ours, List<?> theirs) {
    if (!score.compare("questions", id, 0, theirs.size(), ours.size())) {
      return;
    }
    for (int i = 0; i < ours.size(); i++) {
      Map<String, Object> question = Json.asObject(theirs.get(i));
      DnsQuestion our = ours.get(i);
      score.compare("owner", id, i, question.get("owner"), Objects.toString(our.name()));
      score.compare("class", id, i, question.get("class"), DnsClass.name(our.classNumber()));
      score.compare("type", id, i, question.get("type"), DnsType.name(our.type()));
      score.compare("question text", id, i, question.get("str"), our.toString());
    }
  }

  private void compareRecords(String id, List<DnsRecord> ours, List<?> theirs) {
    if (!score.compare("records", id, 0, theirs.size(), ours.size())) {
      return;
    }
    for (int i = 0; i < ours.size(); i++) {
      compareRecord(id, i, ours.get(i), Json.asObject(theirs.get(i)));
    }
  }

  private void compareRecord(String id, int n, DnsRecord our, Map<String, Object> record) {
    score.compare("owner", id, n, record.get("owner"), Objects.toString(our.owner()));
    score.compare("class", id, n, record.get("class"), DnsClass.name(our.classNumber()));
    score.compare("class number", id, n, record.get("class_n"), (long) our.classNumber());
    score.compare("type", id, n, record.get("type"), DnsType.name(our.type()));
    score.compare("type number", id, n, record.get("type_n"), (long) our.type());
    score.compare("ttl", id, n, record.get("ttl"), our.ttl());
    String rdata = our.rdata(CLOCK);
    String expected = text(record, "rdata");
    String whole = text(record, "str");
    if (our.type() == DnsType.LOC) { // on the equator and the meridian N and E are right
      expected = expected.replace("00 00 0.000 S", "00 00 0.000 N");
      expected = expected.replace("00 00 0.000 W", "00 00 0.000 E");
      whole = whole.replace("00 00 0.000 S", "00 00 0.000 N");
      whole = whole.replace("00 00 0.000 W", "00 00 0.000 E");
    }
    String type = DnsType.name(our.type());
    score.compare("rdata " + (type.startsWith("TYPE") ? "unknown" : type), id, n, expected, rdata);
    score.compare("whole text", id, n, whole, our.toString(CLOCK));
  }

  private void compareEdns(String id, @Nullable Edns our, @Nullable Object theirs) {
    if (!score.compare("edns present", id, 0, theirs != null, our != null) || our == null) {
      return;
    }
    Map<String, Object> edns = Json.asObject(theirs);
    number("edns version", id, edns, "version", our.version());
    number("edns udp size", id, edns, "udp", our.udpSize());
    number("edns do", id, edns, "do", our.isDnssecOk() ? 1 : 0);
    number("edns z", id, edns, "z", our.flags() & 0x7fff);
    number("edns extended rcode", id, edns, "ext_rcode", our.extendedRcode());
    byte[] data = new byte[our.data().remaining()];
    our.data().get(data);
    String hex = data.length == 0 ? null : HexFormat.of().formatHex(data);
    Object expected = "".equals(edns.get("data")) ? null : edns.get("data");
    score.compare("edns data", id, 0, expected, hex);
  }

  private void flag(String name, String id, Map<String, Object> ldns, boolean our) {
    number(name, id, ldns, name, our ? 1 : 0);
  }

  private void number(String column, String id, Map<String, Object> of, String key, long our) {
    score.compare(column, id, 0, of.get(key), our);
  }

  private static long number(Map<String, Object> of, String key) {
    return (Long) Objects.requireNonNull(of.get(key));
  }

  private static String text(Map<String, Object> of, String key) {
    return (String) Objects.requireNonNull(of.get(key));
  }

  private static Map<String, Object> object(Map<String, Object> of, String key) {
    return Json.asObject(of.get(key));
  }

  private static List<?> list(Map<String, Object> of, String key) {
    return (List<?>) Objects.requireNonNull(of.get(key));
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.plt4j.testdata.Ip4Builder.ip4;
import static org.plt4j.testdata.LinkLayers.ethernet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.plt4j.packet.IpProtocol;
import org.plt4j.packet.LinkType;
import org.plt4j.packet.Packet;
import org.plt4j.testdata.Frame;
import org.plt4j.testdata.PcapFile;
import org.plt4j.testdata.Transports;
import org.plt4j.trace.Trace;

/**
 * Scripted conversations whose events tshark 4.0.17 told, one for each rule that its guide does not
 * tell: when an acknowledgment is one of a lost segment, and what depends on that.
 */
class TcpEventsTest {
  /**
   * A title, then a line for each segment: microseconds, who sends it, flags, sequence and
   * acknowledgment number, bytes of payload, window, events.
   */
  private static final String SCRIPTS =
      """
      # more was acknowledged than was sent: nothing is known, whatever is sent in order
      0 > S 1000 0 0 8000
      1100 < SA 5000 1001 0 8000
      1600 > A 1001 5001 0 8000
      1700 > PA 1001 5001 100 8000
      1800 < A 5001 1151 0 8000 ackLostSegment
      1900 < A 5001 1171 0 8000
      2000 > PA 1101 5001 30 8000 retransmission,spuriousRetransmission
      2100 < A 5001 1161 0 8000
      2200 < A 5001 1201 0 8000
      # it is known again with a gap, up to it
      0 > S 1000 0 0 8000
      1100 < SA 5000 1001 0 8000
      1600 > A 1001 5001 0 8000
      1700 > PA 1001 5001 100 8000
      1800 < A 5001 1151 0 8000 ackLostSegment
      1900 > PA 1151 5001 50 8000 lostSegment
      2000 < A 5001 1201 0 8000 ackLostSegment
      2100 < A 5001 1251 0 8000
      # and with what was sent before and more
      0 > S 1000 0 0 8000
      1100 < SA 5000 1001 0 8000
      1600 > A 1001 5001 0 8000
      1700 > PA 1001 5001 100 8000
      1800 < A 5001 1151 0 8000 ackLostSegment
      101900 > PA 1001 5001 110 8000 retransmission,spuriousRetransmission
      102000 < A 5001 1111 0 8000 ackLostSegment
      102100 < A 5001 1112 0 8000
      # and when the sender acknowledges something else
      0 > S 1000 0 0 8000
      1100 < SA 5000 1001 0 8000
      1600 > A 1001 5001 0 8000
      1700 > PA 1001 5001 100 8000
      1800 < A 5001 1151 0 8000 ackLostSegment
      1900 < PA 5001 1151 76 8000
      2000 > A 1101 5077 0 8000
      2100 < A 5001 1152 0 8000 ackLostSegment
      # a gap: up to it, then up to next
      0 > S 1000 0 0 8000
      1100 < SA 5000 1001 0 8000
      1600 > A 1001 5001 0 8000
      1700 > PA 1001 5001 100 8000
      1800 > PA 1201 5001 100 8000 lostSegment
      1900 < A 5001 1201 0 8000 ackLostSegment
      2000 < A 5001 1302 0 8000 ackLostSegment
      # the gap is filled: up to next
      0 > S 1000 0 0 8000
      1100 < SA 5000 1001 0 8000
      1600 > A 1001 5001 0 8000
      1700 > PA 1001 5001 100 8000
      1800 > PA 1201 5001 100 8000 lostSegment
      1900 > PA 1101 5001 10 8000 outOfOrder
      2000 < A 5001 1302 0 8000 ackLostSegment
      # sent beyond next while a gap is filled
      0 > S 1000 0 0 8000
      1100 < SA 5000 1001 0 8000
      1600 > A 1001 5001 0 8000
      1700 > PA 1001 5001 100 8000
      1800 > PA 1201 5001 100 8000 lostSegment
      1900 > PA 1101 5001 300 8000 outOfOrder
      2000 < A 5001 1401 0 8000
      # nothing is known while the sender repeats its acknowledgments
      0 > S 1000 0 0 8000
      1100 < SA 5000 1001 0 8000
      1600 > A 1001 5001 0 8000
      1700 > PA 1001 5001 100 8000
      1800 > A 1101 5001 0 8000 duplicateAck
      1900 < A 5001 1161 0 8000
      # but for what is before a gap
      0 > S 1000 0 0 8000
      1100 < SA 5000 1001 0 8000
      1600 > A 1001 5001 0 8000
      1700 > PA 1001 5001 100 8000
      1800 > PA 1201 5001 100 8000 lostSegment
      1900 > A 1301 5001 0 8000 duplicateAck
      2000 < A 5001 1161 0 8000 ackLostSegment
      2100 < A 5001 1401 0 8000
      # until it acknowledges something else
      0 > S 1000 0 0 8000
      1100 < SA 5000 1001 0 8000
      1600 > A 1001 5001 0 8000
      1700 > PA 1001 5001 100 8000
      1800 > A 1101 5001 0 8000 duplicateAck
      1900 < PA 5001 1101 20 8000
      2000 > A 1101 5021 0 8000
      2100 < A 5001 1102 0 8000 ackLostSegment
      # a fast retransmission because of such an acknowledgment
      0 > PA 1001 5001 500 8000
      100 < PA 5001 2001 100 8000 ackLostSegment
      1200 < PA 5001 2001 100 8000 retransmission,fastRetransmission
      # and not where what was sent is known
      0 > PA 1001 5001 500 8000
      100 < PA 5001 1401 100 8000
      1200 < PA 5001 1401 100 8000 retransmission
      # out of order although acknowledged, with SYN
      0 > S 1000 0 0 8000
      2100 < SA 5000 1001 0 8000
      2600 > A 1001 5001 0 8000
      2700 > PA 1001 5001 198 8000
      2800 < A 5001 1199 0 8000
      3900 > S 1000 0 0 8000 outOfOrder
      # but for a SYN that ends at the gap
      0 > S 1000 0 0 8000
      2100 < SA 5000 1001 0 8000
      2600 > A 1001 5001 0 8000
      2700 > PA 1011 5001 10 8000 lostSegment
      2800 > S 1000 0 0 8000 retransmission
      # all of the payload was acknowledged, the FIN not
      0 > S 1000 0 0 8000
      2100 < SA 5000 1001 0 8000
      2600 > A 1001 5001 0 8000
      2700 > PA 1001 5001 100 8000
      2800 > PA 1101 5001 100 8000
      2900 < A 5001 1101 0 8000
      4000 > FA 1090 5001 11 8000 retransmission,spuriousRetransmission
      # the window is full, and whether it is scaled is known
      0 > S 1000 0 0 8000
      100 < A 5001 1001 0 500
      200 < SA 5000 1001 0 500 retransmission
      300 > PA 1001 5001 500 8000 windowFull
      # and it is not known
      0 < A 5001 1001 0 500
      100 > PA 1001 5001 500 8000
      """;

  private static final String FLAGS = "FSRPA";
  private static final long START = 1_700_000_000_000_000_000L;

  @Test
  void everySegment() throws IOException {
    List<Frame> frames = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    int script = 0; // each has a port of its own
    for (String line : (Iterable<String>) SCRIPTS.lines()::iterator) {
      if (line.startsWith("#")) {
        script++;
      } else {
        frames.add(frame(script, line.split(" ")));
        lines.add(line);
      }
    }
    assertThat(script).isEqualTo(17);
    TcpAnalyzer analyzer = new TcpAnalyzer();
    List<String> ours = new ArrayList<>();
    try (Trace trace =
        Trace.open(new ByteArrayInputStream(PcapFile.of(LinkType.ETHERNET, frames)))) {
      for (Packet packet : trace) {
        TcpSegment segment = Objects.requireNonNull(analyzer.add(packet));
        String[] words = lines.get(ours.size()).split(" ");
        String events =
            segment.events().stream().map(TcpEvent::text).collect(Collectors.joining(","));
        ours.add((String.join(" ", Arrays.copyOf(words, 7)) + " " + events).strip());
      }
    }
    assertThat(analyzer.connections()).hasSize(script);
    assertThat(ours).isEqualTo(lines);
  }

  private static Frame frame(int script, String... words) {
    boolean client = words[1].equals(">");
    int flags = 0;
    for (char flag : words[2].toCharArray()) {
      flags |= 1 << FLAGS.indexOf(flag);
    }
    int port = 1024 + script;
    byte[] tcp =
        Transports.tcp(
            client ? port : 80,
            client ? 80 : port,
            Long.parseLong(words[3]),
            Long.parseLong(words[4]),
            flags,
            Integer.parseInt(words[6]),
            new byte[0],
            new byte[Integer.parseInt(words[5])]);
    String from = client ? "192.0.2.1" : "192.0.2.2";
    String to = client ? "192.0.2.2" : "192.0.2.1";
    long nanos = START + 1000 * Long.parseLong(words[0]);
    return Frame.of(nanos, ethernet(ip4(from, to).carry(IpProtocol.TCP, tcp)));
  }
}

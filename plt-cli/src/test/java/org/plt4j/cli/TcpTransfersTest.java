// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.plt4j.testdata.Ip4Builder.ip4;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.plt4j.packet.IpProtocol;
import org.plt4j.packet.LinkType;
import org.plt4j.testdata.Frame;
import org.plt4j.testdata.Json;
import org.plt4j.testdata.LinkLayers;
import org.plt4j.testdata.PcapFile;
import org.plt4j.testdata.Transports;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class TcpTransfersTest {
  private static final String A = "192.0.2.1";
  private static final String B = "198.51.100.2";
  private static final long START = 1_700_000_000_000_000_000L;
  private static final long MILLI = 1_000_000;
  private static final int ACK = 16;
  private static final String BLUE = "rgb(31,119,180)";
  private static final String GREEN = "rgb(44,160,44)";
  private static final String RED = "rgb(214,39,40)";

  @TempDir static Path folder;
  private static Path trace;

  /** A handshake, 40 segments of 1,000 bytes in 40 ms, one of them twice; and another port. */
  @BeforeAll
  static void writeTrace() throws IOException {
    List<Frame> frames = new ArrayList<>();
    frames.add(segment(0, true, 80, 2, 1000, 0, 0));
    frames.add(segment(1, false, 80, 18, 5000, 1001, 0));
    frames.add(segment(2, true, 80, ACK, 1001, 5001, 0));
    for (int i = 0; i < 40; i++) {
      frames.add(segment(3 + i, true, 80, ACK, 1001 + 1000 * i, 5001, 1000));
    }
    frames.add(segment(60, true, 80, ACK, 1001, 5001, 1000));
    frames.add(segment(61, false, 80, ACK, 5001, 41_001, 0));
    frames.add(segment(500, true, 443, ACK, 7, 7, 10));
    frames.add(
        Frame.of(
            START, LinkLayers.ethernet(ip4(A, B).carry(17, Transports.udp(80, 80, new byte[9])))));
    trace = folder.resolve("transfer.pcap");
    Files.write(trace, PcapFile.of(LinkType.ETHERNET, frames));
  }

  private static Frame segment(
      int milliseconds, boolean forward, int port, int flags, long seq, long ack, int payload) {
    byte[] tcp =
        Transports.tcp(
            forward ? 1025 : port, forward ? port : 1025, seq, ack, flags, new byte[payload]);
    byte[] ip = ip4(forward ? A : B, forward ? B : A).carry(IpProtocol.TCP, tcp);
    return Frame.of(START + milliseconds * MILLI, LinkLayers.ethernet(ip));
  }

  @Test
  void summaryLinesAreTheOriginals() {
    Run run = Run.plt("tcp", "--port", 80, trace);
    assertThat(run.code()).isZero();
    assertThat(run.lines().subList(0, 2))
        .containsExactly(
            "Total of 0.000 GB transferred, last_t = 0.061", "Average transfer rate = 0.006 Gb/s");
    assertThat(run.lines()).hasSize(5);
    assertThat(run.lines().get(4)).startsWith("192.0.2.1:1025  <->  198.51.100.2:80 ");
    Run none = Run.plt("tcp", "--port", 81, trace);
    assertThat(none.lines().subList(0, 2))
        .containsExactly(
            "Total of 0.000 GB transferred, last_t = 0.000", "Average transfer rate = 0.000 Gb/s");
  }

  @Test
  void json() {
    Run run = Run.plt("tcp", "--json", trace);
    assertThat(run.lines()).hasSize(2);
    Map<String, ?> connection = Json.object(run.lines().get(0));
    assertThat(connection.get("src")).isEqualTo(A);
    assertThat(connection.get("initialRttNanos")).isEqualTo(2 * MILLI);
    assertThat(connection.get("fwdPackets")).isEqualTo(43L);
    assertThat(connection.get("fwdPayload")).isEqualTo(41_000L);
    assertThat(connection.get("fwdNewPayload")).isEqualTo(40_000L);
    assertThat(connection.get("fwdRetransmission")).isEqualTo(1L);
    assertThat(connection.get("fwdMaxBytesInFlight")).isEqualTo(40_000L);
    assertThat(connection.get("fwdScaleFactor")).isEqualTo(-2L);
    assertThat(connection.get("revAckRttCount")).isEqualTo(2L);
    assertThat(connection.get("revRttCount")).isEqualTo(1L);
    assertThat(connection.get("revRttMaxNanos")).isEqualTo(MILLI);
    assertThat(connection).doesNotContainKeys("fwdMss", "fwdTimestampRttMaxNanos");
    assertThat(Json.object(run.lines().get(1))).doesNotContainKey("initialRttNanos");
    assertThat(run.err()).startsWith("Total of ");
  }

  @Test
  void csvHasTheKeysOfJson() {
    List<String> lines = Run.plt("tcp", "--csv", trace).lines();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).startsWith("connection,version,src,srcPort,").contains(",revMss,");
    assertThat(lines.get(1).split(",", -1)).hasSameSizeAs(lines.get(0).split(",", -1));
  }

  @Test
  void hostsAndDirections() {
    List<String> there = Run.plt("tcp", "--from", A, "--to", "198.51.100.0/24", trace).lines();
    List<String> back = Run.plt("tcp", "--from", B, "--json", trace).lines();
    assertThat(there.get(0)).endsWith("last_t = 0.500");
    assertThat(back).hasSize(2); // connections whole, though less is counted
    Run summary = Run.plt("tcp", "--from", B, "--csv", trace);
    assertThat(summary.err()).contains("last_t = 0.060"); // its two segments
    assertThat(Run.plt("tcp", "--from", "203.0.113.1", "--json", trace).out()).isEmpty();
    Run bad = Run.plt("tcp", "--from", "192.0.2", trace);
    assertThat(bad.code()).isEqualTo(2);
    assertThat(bad.err()).contains("neither an address nor a prefix");
  }

  @Test
  void intervals() {
    List<String> lines = Run.plt("tcp", "--port", 80, "--interval", "0.02", "--csv", trace).lines();
    assertThat(lines)
        .containsExactly(
            "startNanos,packets,bytes,bitsPerSecond",
            "1700000000000000000,20,18080,7232000",
            "1700000000020000000,20,21080,8432000",
            "1700000000040000000,3,3162,1264800",
            "1700000000060000000,2,1108,443200");
    assertThat(Run.plt("tcp", "--interval", "0", trace).code()).isEqualTo(2);
    assertThat(Run.plt("tcp", "--interval", "0.000000001", trace).err())
        .contains("choose a longer --interval");
  }

  @Test
  void plots() throws IOException {
    Path png = folder.resolve("a.png");
    assertThat(Run.plt("tcp", "--plot", png, trace).code()).isZero();
    BufferedImage image = ImageIO.read(png.toFile());
    assertThat(image.getWidth()).isEqualTo(1100);
    assertThat(image.getHeight()).isEqualTo(3 * 420);
    int colours =
        (int)
            java.util.stream.IntStream.range(0, 1100 * 1260)
                .map(i -> image.getRGB(i % 1100, i / 1100))
                .distinct()
                .count();
    assertThat(colours).as("something is drawn").isGreaterThan(10);
    assertThat(Run.plt("tcp", "--plot", folder.resolve("a.gif"), trace).code()).isEqualTo(2);
    assertThat(Run.plt("tcp", "--plot", folder.resolve("no/a.png"), trace).code()).isEqualTo(2);
    Path empty = folder.resolve("empty.png");
    assertThat(Run.plt("tcp", "--port", 1, "--plot", empty, trace).code()).isZero();
    assertThat(ImageIO.read(empty.toFile())).isNotNull();
  }

  @Test
  void plotsSvg() throws Exception {
    Path svg = folder.resolve("a.SVG");
    assertThat(Run.plt("tcp", "--plot", svg, trace).code()).isZero();
    Element root = svg(svg);
    assertThat(root.getTagName()).isEqualTo("svg");
    assertThat(root.getAttribute("width")).isEqualTo("1100");
    assertThat(root.getAttribute("height")).isEqualTo("1260");
    assertThat(count(root, "circle", "fill", BLUE))
        .as("40 segments, their mark in the legend, 3 round trips")
        .isEqualTo(44);
    assertThat(count(root, "g", "stroke", BLUE)).as("the rate").isPositive();
    assertThat(count(root, "g", "stroke", GREEN)).as("acknowledged").isPositive();
    assertThat(count(root, "g", "stroke", RED)).as("sent again").isPositive();
    Path again = folder.resolve("again.svg");
    assertThat(Run.plt("tcp", "--plot", again, trace).code()).isZero();
    assertThat(again).hasSameBinaryContentAs(svg);
    Path empty = folder.resolve("empty.svg");
    assertThat(Run.plt("tcp", "--port", 1, "--plot", empty, trace).code()).isZero();
    assertThat(count(svg(empty), "circle", "fill", BLUE)).isZero();
  }

  private static Element svg(Path file) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    return factory.newDocumentBuilder().parse(file.toFile()).getDocumentElement();
  }

  /** How many elements of a name have a value of an attribute, their own or inherited. */
  private static int count(Element root, String name, String attribute, String value) {
    NodeList elements = root.getElementsByTagName(name);
    int count = 0;
    for (int i = 0; i < elements.getLength(); i++) {
      Element element = (Element) elements.item(i);
      while (!element.hasAttribute(attribute) && element.getParentNode() instanceof Element up) {
        element = up;
      }
      count += element.getAttribute(attribute).equals(value) ? 1 : 0;
    }
    return count;
  }
}

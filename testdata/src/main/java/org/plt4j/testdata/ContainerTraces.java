// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.plt4j.testdata.PcapngFile.COMMENT;
import static org.plt4j.testdata.PcapngFile.EPB_DROPCOUNT;
import static org.plt4j.testdata.PcapngFile.EPB_FLAGS;
import static org.plt4j.testdata.PcapngFile.EPB_HASH;
import static org.plt4j.testdata.PcapngFile.IF_NAME;
import static org.plt4j.testdata.PcapngFile.IF_TSOFFSET;
import static org.plt4j.testdata.PcapngFile.IF_TSRESOL;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The same packets in every container, and what a container can hold beside packets. */
final class ContainerTraces {
  /** How many frames of the day the {@code container-} traces hold. */
  static final int EXCERPT = 24;

  private static final int ETHERNET = 1;
  private static final long SECOND = 1_000_000_000L;
  private static final long START = 1_700_000_000L * SECOND;

  private ContainerTraces() {}

  /** The frames that every {@code container-} trace holds. */
  static List<Frame> excerpt() {
    return NetworkDay.frames().subList(0, EXCERPT);
  }

  static void addTo(Map<String, byte[]> traces) {
    flows(traces);
    containers(traces);
    times(traces);
    lengths(traces);
    pcapngTraces(traces);
    cutFiles(traces);
    snapLengths(traces);
  }

  private static void flows(Map<String, byte[]> traces) {
    List<Frame> day = NetworkDay.frames();
    byte[] pcap = PcapFile.of(ETHERNET, day);
    traces.put("flows.pcap", pcap);
    traces.put("flows.pcap.gz", Gzip.member(pcap));
    traces.put("flows.pcapng", PcapngFile.of(LITTLE_ENDIAN, ETHERNET, day));
    traces.put("flows.erf", ErfFile.ofEthernet(day));
  }

  private static void containers(Map<String, byte[]> traces) {
    List<Frame> frames = excerpt();
    for (ByteOrder order : List.of(LITTLE_ENDIAN, BIG_ENDIAN)) {
      String suffix = order == LITTLE_ENDIAN ? "-le" : "-be";
      for (PcapFile.Variant variant : PcapFile.Variant.values()) {
        String name =
            switch (variant) {
              case MICROSECONDS -> "us";
              case NANOSECONDS -> "ns";
              case MODIFIED -> "modified";
            };
        byte[] file = new PcapFile(variant, order, ETHERNET, 65535).addAll(frames).bytes();
        traces.put("container-" + name + suffix + ".pcap", file);
      }
      byte[] file = PcapngFile.of(order, ETHERNET, frames);
      traces.put("container" + suffix + ".pcapng", file);
    }
    // The upper bits of the link type field: a frame check sequence of two 16-bit words follows.
    byte[] checked =
        new PcapFile(PcapFile.Variant.MICROSECONDS, LITTLE_ENDIAN, 0x24000000L | ETHERNET, 65535)
            .addAll(frames.stream().map(ContainerTraces::withFcs).toList())
            .bytes();
    traces.put("fcs-bits.pcap", checked);
    byte[] pcap = PcapFile.of(ETHERNET, frames);
    byte[] erf = ErfFile.ofEthernet(frames);
    traces.put("container.erf", erf);
    traces.put("container.erf.gz", Gzip.member(erf));
    traces.put("container.pcapng.gz", Gzip.member(PcapngFile.of(BIG_ENDIAN, ETHERNET, frames)));
    traces.put("container-stored.pcap.gz", Gzip.storedMember(pcap));
    traces.put(
        "container-members.pcap.gz",
        Bytes.concat(
            Gzip.member(Arrays.copyOf(pcap, 10)),
            Gzip.member(new byte[0]),
            Gzip.storedMember(Arrays.copyOfRange(pcap, 10, 1000)),
            Gzip.member(Arrays.copyOfRange(pcap, 1000, pcap.length))));
    traces.put("empty.pcap", PcapFile.of(ETHERNET, List.of()));
    traces.put("empty.pcapng", PcapngFile.of(LITTLE_ENDIAN, ETHERNET, List.of()));
  }

  private static Frame withFcs(Frame frame) {
    byte[] whole = Bytes.concat(frame.bytes(), Checksums.ethernet(frame.bytes()));
    return Frame.of(frame.nanos(), whole);
  }

  private static byte[] datagram(int n) {
    byte[] udp = Transports.udp(40000 + n, 9, Bytes.pattern(10 + n));
    return LinkLayers.ethernet(
        Ip4Builder.ip4(Samples.SRC, Samples.DST).identification(n).carry(Transports.UDP, udp));
  }

  /** First and last moments, fractions out of range, time that runs backwards. */
  private static void times(Map<String, byte[]> traces) {
    long[][] micros = {
      {0, 0},
      {0, 999_999},
      {0x7fffffffL, 999_999},
      {0x80000000L, 0},
      {0xffffffffL, 999_999},
      {1_700_000_000L, 1},
      {1_699_999_999L, 2},
      {1_700_000_000L, 1_000_000},
      {1_700_000_000L, 1_999_999}
    };
    long[][] nanos = {
      {0, 1},
      {0x80000000L, 999_999_999},
      {0xffffffffL, 999_999_999},
      {1_700_000_000L, 123_456_789},
      {1_699_999_999L, 999_999_999},
      {1_700_000_000L, 1_000_000_000},
      {1_700_000_000L, 1_999_999_999}
    };
    traces.put("times-us.pcap", timed(PcapFile.Variant.MICROSECONDS, LITTLE_ENDIAN, micros));
    traces.put("times-ns.pcap", timed(PcapFile.Variant.NANOSECONDS, BIG_ENDIAN, nanos));
  }

  private static byte[] timed(PcapFile.Variant variant, ByteOrder order, long[][] times) {
    PcapFile file = new PcapFile(variant, order, ETHERNET, 65535);
    for (int i = 0; i < times.length; i++) {
      byte[] frame = datagram(i);
      file.add(times[i][0], times[i][1], frame, frame.length);
    }
    return file.bytes();
  }

  /** Captured above the snap length, original below captured, nothing captured. */
  private static void lengths(Map<String, byte[]> traces) {
    PcapFile pcap = new PcapFile(PcapFile.Variant.MICROSECONDS, LITTLE_ENDIAN, ETHERNET, 96);
    List<Frame> frames = Frame.sequence(START, Samples.everything());
    pcap.addAll(frames);
    traces.put("captured-above-snap-length.pcap", pcap.bytes());
    PcapngFile pcapng = new PcapngFile(LITTLE_ENDIAN).section(-1).iface(ETHERNET, 96);
    frames.forEach(frame -> pcapng.enhanced(0, frame.nanos() / 1000, frame));
    traces.put("captured-above-snap-length.pcapng", pcapng.bytes());
    byte[] frame = datagram(1);
    traces.put(
        "lengths.pcap",
        new PcapFile(PcapFile.Variant.MICROSECONDS, LITTLE_ENDIAN, ETHERNET, 65535)
            .add(1_700_000_000L, 0, frame, frame.length)
            .add(1_700_000_001L, 0, frame, 1514)
            .add(1_700_000_002L, 0, frame, 20)
            .add(1_700_000_003L, 0, frame, 0)
            .add(1_700_000_004L, 0, new byte[0], 60)
            .add(1_700_000_005L, 0, new byte[0], 0)
            .add(1_700_000_006L, 0, Arrays.copyOf(frame, 1), 60)
            .add(1_700_000_007L, 0, frame, 65535)
            .add(1_700_000_008L, 0, frame, 200_000)
            .bytes());
  }

  private static void pcapngTraces(Map<String, byte[]> traces) {
    traces.put("pcapng-sections.pcapng", sections());
    traces.put("pcapng-interfaces.pcapng", interfaces());
    traces.put("pcapng-time-resolutions.pcapng", timeResolutions());
    traces.put("pcapng-blocks.pcapng", blocks());
    traces.put("pcapng-simple-packets.pcapng", simplePackets());
    traces.put("pcapng-obsolete-packets.pcapng", obsoletePackets());
    traces.put("pcapng-directions.pcapng", directions());
  }

  /** Three sections of either byte order, the second one's length known; interfaces start anew. */
  private static byte[] sections() {
    PcapngFile first = new PcapngFile(LITTLE_ENDIAN).section(-1);
    first.iface(ETHERNET, 65535).iface(ETHERNET, 65535, first.option(IF_TSRESOL, (byte) 3));
    first.enhanced(0, START / 1000, Frame.of(0, datagram(0)));
    first.enhanced(1, START / 1_000_000 + 7, Frame.of(0, datagram(1)));

    PcapngFile blocks = new PcapngFile(BIG_ENDIAN);
    blocks.iface(ETHERNET, 65535, blocks.option(IF_TSRESOL, (byte) 9));
    blocks.enhanced(0, START + 123_456_789, Frame.of(0, datagram(2)));
    blocks.enhanced(0, START + 123_456_790, Frame.of(0, datagram(3)));
    byte[] body = blocks.bytes();
    byte[] second = Bytes.concat(new PcapngFile(BIG_ENDIAN).section(body.length).bytes(), body);

    PcapngFile third = new PcapngFile(LITTLE_ENDIAN);
    third.section(-1, third.option(COMMENT, "third")).iface(ETHERNET, 65535);
    third.enhanced(0, START / 1000 + 1_000_000, Frame.of(0, datagram(4)));
    return Bytes.concat(first.bytes(), second, third.bytes());
  }

  /** Seven interfaces, each with a link type, a snap length and a time resolution of its own. */
  private static byte[] interfaces() {
    byte[] ip4 = Samples.overIp4().get(1);
    byte[] ip6 = Samples.overIp6().get(1);
    PcapngFile file = new PcapngFile(LITTLE_ENDIAN).section(-1);
    file.iface(ETHERNET, 65535, file.option(IF_NAME, "eth0"));
    file.iface(101, 0, file.option(IF_TSRESOL, (byte) 9));
    file.iface(113, 262_144, file.option(IF_TSRESOL, (byte) 0x94));
    file.iface(0, 128, file.option(IF_TSRESOL, (byte) 3), file.option(IF_NAME, "lo0"));
    file.iface(9, 1500, file.option(IF_TSRESOL, (byte) 0));
    file.iface(228, 40, file.option(IF_TSRESOL, (byte) 9));
    file.iface(147, 96);
    byte[][] frames = {
      LinkLayers.ethernet(ip4),
      ip6,
      LinkLayers.sll(0, 1, LinkLayers.IP4, ip4),
      LinkLayers.loopback(LITTLE_ENDIAN, 2, ip4),
      LinkLayers.pppInHdlc(LinkLayers.ppp(ip6)),
      ip4,
      Bytes.pattern(20)
    };
    int[] resolutions = {6, 9, 0x94, 3, 0, 9, 6};
    for (int i = 0; i < 2 * frames.length; i++) {
      int iface = i % frames.length;
      long nanos = START + i * SECOND + SECOND / 2;
      Frame frame = Frame.of(nanos, frames[iface]).cut(iface == 5 ? 40 : 65535);
      file.enhanced(iface, PcapngFile.units(nanos, resolutions[iface]), frame);
    }
    return file.bytes();
  }

  /** Decimal and binary resolutions, with and without an offset; the same moments in each. */
  private static byte[] timeResolutions() {
    int[] resolutions = {6, 9, 3, 0, 8, 10, 0x80 | 10, 0x80 | 20, 0x80 | 32, 0x80, 1};
    PcapngFile file = new PcapngFile(LITTLE_ENDIAN).section(-1);
    for (int resolution : resolutions) {
      file.iface(ETHERNET, 65535, file.option(IF_TSRESOL, (byte) resolution));
    }
    byte[] offset = file.option64(IF_TSOFFSET, 1_699_990_000L);
    file.iface(ETHERNET, 65535, file.option(IF_TSRESOL, (byte) 12), offset);
    file.iface(ETHERNET, 65535, offset);
    byte[] backwards = file.option64(IF_TSOFFSET, -3600);
    file.iface(ETHERNET, 65535, file.option(IF_TSRESOL, (byte) 9), backwards);
    // The first is exact in 1/1024 s, the second in none of the binary resolutions.
    for (long nanos : new long[] {START + 500_000_000, START + 123_456_789}) {
      for (int i = 0; i < resolutions.length; i++) {
        file.enhanced(i, PcapngFile.units(nanos, resolutions[i]), Frame.of(0, datagram(i)));
      }
      int next = resolutions.length;
      long sinceOffset = nanos - 1_699_990_000L * SECOND;
      file.enhanced(next, PcapngFile.units(sinceOffset, 12), Frame.of(0, datagram(next)));
      file.enhanced(next + 1, sinceOffset / 1000, Frame.of(0, datagram(next + 1)));
      file.enhanced(next + 2, nanos + 3600 * SECOND, Frame.of(0, datagram(next + 2)));
    }
    return file.bytes();
  }

  /** Blocks that are no packets, known and unknown, and options of every kind. */
  private static byte[] blocks() {
    PcapngFile file = new PcapngFile(BIG_ENDIAN);
    file.section(-1, file.option(COMMENT, "every block"), file.option(4, "plt"));
    file.iface(ETHERNET, 65535, file.option(IF_NAME, "eth0"), file.option(IF_TSRESOL, (byte) 9));
    byte[] nameResolution =
        file.words().u16(1).u16(12).raw(Bytes.ofAddress(Samples.SRC)).text("near.ex\0").array();
    file.block(4, Bytes.concat(nameResolution, file.words().u32(0).array()));
    file.enhanced(
        0,
        START,
        Frame.of(0, datagram(0)),
        file.option(COMMENT, "first"),
        file.option(COMMENT, "and again"),
        file.option32(EPB_FLAGS, 1),
        file.option(EPB_HASH, (byte) 2, (byte) 1, (byte) 2, (byte) 3, (byte) 4),
        file.option64(EPB_DROPCOUNT, 3),
        file.option64(5, 77),
        file.option32(6, 2),
        file.option(0x8abc, Bytes.pattern(5)));
    file.block(0x5678, file.words().u32(1).u32(2).array());
    file.block(0x80001234L, new byte[0]);
    file.enhanced(0, START + 1, Frame.of(0, datagram(1)));
    byte[] custom = file.words().u32(32473).text("custom data").array();
    file.block(0x0bad, custom).block(0x40000badL, custom);
    file.enhanced(0, START + 2, Frame.of(0, datagram(2)), file.option32(EPB_FLAGS, 2));
    byte[] secrets = file.words().u32(0x544c534bL).u32(2).text("#\n").array();
    file.block(10, secrets);
    byte[] journal = Bytes.ofText("__REALTIME_TIMESTAMP=1700000000000000\n");
    file.block(9, journal);
    byte[] statistics =
        Bytes.concat(
            file.words().u32(0).u32(START >>> 32).u32(START).array(),
            file.option64(4, 3),
            file.option64(5, 42),
            file.option(0));
    file.block(5, statistics);
    return file.bytes();
  }

  /** Simple packet blocks: the snap length of the first interface says how much was captured. */
  private static byte[] simplePackets() {
    byte[] frame = datagram(30);
    return new PcapngFile(LITTLE_ENDIAN)
        .section(-1)
        .iface(ETHERNET, 60)
        .simple(Frame.of(0, datagram(1)))
        .simple(new Frame(0, Arrays.copyOf(frame, 60), frame.length))
        .enhanced(0, START / 1000, Frame.of(0, datagram(2)))
        .order(BIG_ENDIAN)
        .section(-1)
        .iface(ETHERNET, 0)
        .simple(Frame.of(0, frame))
        .bytes();
  }

  private static byte[] obsoletePackets() {
    PcapngFile file = new PcapngFile(BIG_ENDIAN).section(-1);
    file.iface(ETHERNET, 65535).iface(ETHERNET, 65535, file.option(IF_TSRESOL, (byte) 9));
    file.obsolete(0, 0xffff, START / 1000, Frame.of(0, datagram(0)));
    file.obsolete(1, 5, START + 1, Frame.of(0, datagram(1)), file.option32(EPB_FLAGS, 1));
    file.obsolete(0, 0, START / 1000 + 1, Frame.of(0, datagram(2)), file.option32(EPB_FLAGS, 2));
    file.enhanced(1, START + 2000, Frame.of(0, datagram(3)));
    return file.bytes();
  }

  /** The flags word: direction in its two lowest bits, length of the FCS and more above them. */
  private static byte[] directions() {
    PcapngFile file = new PcapngFile(LITTLE_ENDIAN).section(-1);
    file.iface(ETHERNET, 65535);
    long[] flags = {0, 1, 2, 3, 0x05, 0x0a, 0xff00_0001L, 0x0000_0082L};
    for (int i = 0; i < flags.length; i++) {
      boolean hasFcs = (flags[i] & 0x1e0) != 0;
      Frame frame = Frame.of(0, datagram(i));
      byte[] option = file.option32(EPB_FLAGS, flags[i]);
      file.enhanced(0, START / 1000 + i, hasFcs ? withFcs(frame) : frame, option);
    }
    file.enhanced(0, START / 1000 + flags.length, Frame.of(0, datagram(flags.length)));
    return file.bytes();
  }

  /** Files that end inside the eleventh record: in its header, and in its bytes. */
  private static void cutFiles(Map<String, byte[]> traces) {
    List<Frame> ten = excerpt().subList(0, 10);
    List<Frame> eleven = excerpt().subList(0, 11);
    byte[] pcap = PcapFile.of(ETHERNET, eleven);
    cut(traces, "pcap", pcap, PcapFile.of(ETHERNET, ten).length, 16);
    byte[] pcapng = PcapngFile.of(LITTLE_ENDIAN, ETHERNET, eleven);
    cut(traces, "pcapng", pcapng, PcapngFile.of(LITTLE_ENDIAN, ETHERNET, ten).length, 28);
    cut(traces, "erf", ErfFile.ofEthernet(eleven), ErfFile.ofEthernet(ten).length, 18);
    byte[] cutPcap = Arrays.copyOf(pcap, pcap.length - 20);
    traces.put("cut-in-record.pcap.gz", Gzip.member(cutPcap));
    byte[] zipped = Gzip.member(PcapFile.of(ETHERNET, excerpt()));
    traces.put("cut-in-deflate.pcap.gz", Arrays.copyOf(zipped, zipped.length * 2 / 3));
    traces.put("cut-in-trailer.pcap.gz", Arrays.copyOf(zipped, zipped.length - 5));
  }

  private static void cut(
      Map<String, byte[]> traces, String suffix, byte[] file, int whole, int headerLength) {
    traces.put("cut-in-record-header." + suffix, Arrays.copyOf(file, whole + headerLength - 9));
    traces.put("cut-in-record." + suffix, Arrays.copyOf(file, whole + headerLength + 31));
  }

  private static void snapLengths(Map<String, byte[]> traces) {
    List<Frame> frames = Frame.sequence(START, Samples.everything());
    for (int snapLength : new int[] {34, 42, 54, 60, 96}) {
      byte[] file =
          new PcapFile(PcapFile.Variant.MICROSECONDS, LITTLE_ENDIAN, ETHERNET, snapLength)
              .addAll(frames.stream().map(frame -> frame.cut(snapLength)).toList())
              .bytes();
      traces.put("snap-" + snapLength + ".pcap", file);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import static org.plt4j.testdata.ErfFile.AAL5;
import static org.plt4j.testdata.ErfFile.ATM;
import static org.plt4j.testdata.ErfFile.COLOR_ETH;
import static org.plt4j.testdata.ErfFile.COLOR_HDLC_POS;
import static org.plt4j.testdata.ErfFile.DSM_COLOR_ETH;
import static org.plt4j.testdata.ErfFile.ETH;
import static org.plt4j.testdata.ErfFile.HDLC_POS;
import static org.plt4j.testdata.ErfFile.IP4;
import static org.plt4j.testdata.ErfFile.IP6;
import static org.plt4j.testdata.ErfFile.PAD;
import static org.plt4j.testdata.LinkLayers.etherType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Every ERF record type that is read, and everything that an ERF record can say. */
final class ErfTraces {
  private static final long START = 1_700_000_000_123_456_789L;
  private static final long STEP = 1_000_037L;

  private static final int HDLC_FCS = 4;
  private static final int ETHERNET_FCS = 4;
  private static final int CELL = 48;

  private ErfTraces() {}

  static void addTo(Map<String, byte[]> traces) {
    List<ErfRecord> all = new ArrayList<>();
    List<ErfRecord> ethernet = ethernet(ETH);
    one(traces, all, "eth", ethernet);
    one(traces, all, "color-eth", ethernet(COLOR_ETH));
    one(traces, all, "dsm-color-eth", ethernet(DSM_COLOR_ETH));
    one(traces, all, "hdlc-pos", hdlc(HDLC_POS));
    one(traces, all, "color-hdlc-pos", hdlc(COLOR_HDLC_POS));
    one(traces, all, "atm", atm());
    one(traces, all, "aal5", aal5());
    one(traces, all, "ipv4", bare(IP4, Samples.overIp4()));
    one(traces, all, "ipv6", bare(IP6, Samples.overIp6()));
    traces.put("erf-all-types.erf", file(all));
    traces.put("erf-extension-headers.erf", file(extensionHeaders()));
    traces.put("erf-flags-and-loss.erf", file(flagsAndLoss()));
    traces.put("erf-aligned.erf", file(aligned()));
    traces.put("erf-pads.erf", file(pads()));
    traces.put("erf-snapped.erf", file(snapped()));
    traces.put("erf-times.erf", file(times()));
  }

  private static void one(
      Map<String, byte[]> traces, List<ErfRecord> all, String name, List<ErfRecord> records) {
    traces.put("erf-" + name + ".erf", file(records));
    all.addAll(records);
  }

  private static byte[] file(List<ErfRecord> records) {
    ErfFile file = new ErfFile();
    records.forEach(file::add);
    return file.bytes();
  }

  private static long time(int i) {
    return START + i * STEP;
  }

  /** As a card captures it: the frame check sequence is there, zeros up to eight bytes behind. */
  private static ErfRecord captured(int type, int i, byte[] frame) {
    byte[] whole = Bytes.concat(frame, Checksums.ethernet(frame));
    return new ErfRecord(type, time(i), whole, whole.length).aligned(8);
  }

  private static List<ErfRecord> ethernet(int type) {
    List<ErfRecord> records = new ArrayList<>();
    List<byte[]> frames = new ArrayList<>();
    Samples.overIp().forEach(ip -> frames.add(LinkLayers.padded(LinkLayers.ethernet(ip))));
    byte[] tagged = LinkLayers.tag(0, 10, LinkLayers.IP4, Samples.overIp4().get(1));
    frames.add(LinkLayers.padded(LinkLayers.ethernet(LinkLayers.VLAN, tagged)));
    frames.add(LinkLayers.padded(LinkLayers.ethernet(LinkLayers.ARP, Samples.arpRequest())));
    for (int i = 0; i < frames.size(); i++) {
      int color = type == ETH ? 0 : 0x1200 + i;
      records.add(captured(type, i, frames.get(i)).lossCounterOrColor(color));
    }
    return records;
  }

  /** PPP and Cisco's HDLC in turn, with a frame check sequence of 32 bits. */
  private static List<ErfRecord> hdlc(int type) {
    List<ErfRecord> records = new ArrayList<>();
    List<byte[]> packets = Samples.overIp();
    for (int i = 0; i < packets.size(); i++) {
      byte[] ip = packets.get(i);
      byte[] frame =
          i % 2 == 0
              ? LinkLayers.pppInHdlc(LinkLayers.ppp(ip))
              : LinkLayers.ciscoHdlc(etherType(ip), ip);
      byte[] whole = new Bytes().raw(frame).zeros(HDLC_FCS).array();
      int color = type == HDLC_POS ? 0 : 0x3400 + i;
      records.add(
          new ErfRecord(type, time(i), whole, whole.length).lossCounterOrColor(color).aligned(8));
    }
    return records;
  }

  /** Virtual path 1, virtual circuit 100; the payload type's lowest bit marks the last cell. */
  private static byte[] atmHeader(boolean last) {
    return new Bytes().u32(1 << 20 | 100 << 4 | (last ? 1 << 1 : 0)).array();
  }

  /** AAL5 (ITU-T I.363.5) around LLC/SNAP (RFC 2684), its check value left zero. */
  private static byte[] aal5Frame(byte[] ip) {
    byte[] llc = LinkLayers.snap(etherType(ip), ip);
    int padding = Math.floorMod(-(llc.length + 8), CELL);
    return new Bytes().raw(llc).zeros(padding).u16(0).u16(llc.length).u32(0).array();
  }

  private static List<ErfRecord> atm() {
    List<ErfRecord> records = new ArrayList<>();
    for (byte[] ip : Samples.overIp()) {
      byte[] frame = aal5Frame(ip);
      for (int at = 0; at < frame.length; at += CELL) {
        boolean last = at + CELL == frame.length;
        byte[] cell = Bytes.concat(atmHeader(last), Arrays.copyOfRange(frame, at, at + CELL));
        records.add(
            new ErfRecord(ATM, time(records.size()), cell, cell.length).aligned(8).flags(0));
      }
    }
    return records;
  }

  private static List<ErfRecord> aal5() {
    List<ErfRecord> records = new ArrayList<>();
    for (byte[] ip : Samples.overIp()) {
      byte[] frame = Bytes.concat(atmHeader(true), aal5Frame(ip));
      records.add(new ErfRecord(AAL5, time(records.size()), frame, frame.length).aligned(8));
    }
    return records;
  }

  private static List<ErfRecord> bare(int type, List<byte[]> packets) {
    List<ErfRecord> records = new ArrayList<>();
    for (byte[] ip : packets) {
      records.add(new ErfRecord(type, time(records.size()), ip, ip.length).aligned(8));
    }
    return records;
  }

  /** None, one, two and four extension headers, in front of several record types. */
  private static List<ErfRecord> extensionHeaders() {
    // Classification (3), intercept identifier (4), flow identifier (16), host identifier (17).
    long classification = 0x03_0000_0000_0000_07L;
    long intercept = 0x04_0000_0000_00ab_cdL;
    long flow = 0x10_0102_0304_0506_07L;
    long host = 0x11_0000_0000_0123_00L;
    byte[] ip = Samples.overIp4().get(1);
    byte[] frame = LinkLayers.padded(LinkLayers.ethernet(ip));
    byte[] ip6 = Samples.overIp6().get(1);
    byte[] ppp = LinkLayers.pppInHdlc(LinkLayers.ppp(ip));
    return List.of(
        captured(ETH, 0, frame),
        captured(ETH, 1, frame).extensions(classification),
        captured(ETH, 2, frame).extensions(flow, host),
        captured(ETH, 3, frame).extensions(flow, host, classification, intercept),
        captured(DSM_COLOR_ETH, 4, frame).lossCounterOrColor(0x1234).extensions(host),
        new ErfRecord(HDLC_POS, time(5), ppp, ppp.length).aligned(8).extensions(flow, host),
        new ErfRecord(IP4, time(6), ip, ip.length).aligned(8).extensions(classification),
        new ErfRecord(IP6, time(7), ip6, ip6.length).aligned(8).extensions(flow, intercept));
  }

  /** The four capture interfaces, losses before some records, errors. */
  private static List<ErfRecord> flagsAndLoss() {
    byte[] frame = LinkLayers.padded(LinkLayers.ethernet(Samples.overIp4().get(2)));
    List<ErfRecord> records = new ArrayList<>();
    int[] losses = {0, 3, 0, 65535};
    for (int i = 0; i < losses.length; i++) {
      records.add(
          captured(ETH, i, frame).flags(ErfFile.VARYING_LENGTH | i).lossCounterOrColor(losses[i]));
    }
    records.add(captured(ETH, 4, frame).flags(ErfFile.RECEIVE_ERROR | ErfFile.VARYING_LENGTH));
    records.add(captured(ETH, 5, frame).flags(ErfFile.STREAM_ERROR | ErfFile.VARYING_LENGTH | 1));
    records.add(captured(ETH, 6, frame).flags(0).lossCounterOrColor(1));
    return records;
  }

  /** Records of every length modulo eight, not aligned and aligned, without and with the FCS. */
  private static List<ErfRecord> aligned() {
    List<ErfRecord> records = new ArrayList<>();
    for (int extra = 0; extra < 8; extra++) {
      byte[] udp = Transports.udp(40002, 9, Bytes.pattern(30 + extra));
      byte[] ip = Ip4Builder.ip4(Samples.SRC, Samples.DST).carry(Transports.UDP, udp);
      byte[] frame = LinkLayers.ethernet(ip);
      int n = records.size();
      int wire = frame.length + ETHERNET_FCS;
      records.add(new ErfRecord(ETH, time(n), frame, wire));
      records.add(new ErfRecord(ETH, time(n + 1), frame, wire).aligned(8));
      records.add(captured(ETH, n + 2, frame));
    }
    return records;
  }

  /** Padding records, which hold no packet, before, between and behind packets. */
  private static List<ErfRecord> pads() {
    byte[] frame = LinkLayers.padded(LinkLayers.ethernet(Samples.overIp4().get(2)));
    return List.of(
        captured(ETH, 0, frame),
        new ErfRecord(PAD, time(1), new byte[0], 0),
        captured(ETH, 2, frame),
        new ErfRecord(PAD, time(3), new byte[48], 0),
        new ErfRecord(PAD, time(4), new byte[8], 0),
        captured(ETH, 5, frame),
        new ErfRecord(PAD, time(6), new byte[16], 0));
  }

  /** Snapped at 48 and at 96 bytes; the wire length tells what is missing. */
  private static List<ErfRecord> snapped() {
    List<ErfRecord> records = new ArrayList<>();
    List<byte[]> frames = Samples.everything();
    for (int i = 0; i < frames.size(); i++) {
      byte[] frame = frames.get(i);
      int length = Math.min(frame.length, i % 2 == 0 ? 48 : 96);
      boolean cut = length < frame.length;
      records.add(
          new ErfRecord(ETH, time(i), Arrays.copyOf(frame, length), frame.length + ETHERNET_FCS)
              .flags(ErfFile.VARYING_LENGTH | (cut ? ErfFile.TRUNCATED : 0)));
    }
    return records;
  }

  /** Today, the first second, the years 2038 and 2106 with the last fraction of a second. */
  private static List<ErfRecord> times() {
    byte[] frame = LinkLayers.padded(LinkLayers.ethernet(Samples.overIp4().get(2)));
    byte[] whole = Bytes.concat(frame, Checksums.ethernet(frame));
    long[] seconds = {1_700_000_000L, 0, 1, 0x7fffffffL, 0x80000000L, 0xffffffffL};
    long[] nanos = {123_456_789, 1, 500_000_000, 999_999_999, 0, 999_999_999};
    List<ErfRecord> records = new ArrayList<>();
    for (int i = 0; i < seconds.length; i++) {
      long time = seconds[i] * 1_000_000_000L + nanos[i];
      records.add(new ErfRecord(ETH, time, whole, whole.length).aligned(8));
    }
    return records;
  }
}

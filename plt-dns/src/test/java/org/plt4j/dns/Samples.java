// SPDX-License-Identifier: Apache-2.0
package org.plt4j.dns;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Messages made here, and everything that can be asked of one. */
final class Samples {
  static final int COMPRESSED = 0xc00c;

  private Samples() {}

  /** A response to {@code www.example.com. IN A} with records of this type and these rdata. */
  static byte[] response(int type, String... rdata) {
    return response(List.of(rdata), type);
  }

  private static byte[] response(List<String> rdata, int type) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    u16(out, 0x1234, 0x8180, 1, rdata.size(), 0, 1);
    out.writeBytes(DnsName.parse("www.example.com").toBytes());
    u16(out, DnsType.A, DnsClass.IN);
    for (String hex : rdata) {
      byte[] bytes = HexFormat.of().parseHex(hex);
      u16(out, COMPRESSED, type, DnsClass.IN, 0, 300, bytes.length);
      out.writeBytes(bytes);
    }
    out.write(0);
    u16(out, DnsType.OPT, 1232, 0, 0x8000, 12, EdnsOption.COOKIE, 8, 1, 2, 3, 4);
    return out.toByteArray();
  }

  static void u16(ByteArrayOutputStream out, int... values) {
    for (int value : values) {
      out.write(value >> 8);
      out.write(value);
    }
  }

  /** One message of each kind of rdata. */
  static List<byte[]> all() {
    List<byte[]> all = new ArrayList<>();
    all.add(response(DnsType.A, "c0000201", "c0000202"));
    all.add(response(DnsType.AAAA, "20010db8000000000000000000000001"));
    all.add(response(DnsType.MX, "000a046d61696cc010"));
    all.add(response(DnsType.TXT, "0361620903ff2200"));
    all.add(response(DnsType.SOA, "026e73c01001680000000001000000020000000300000004" + "00000005"));
    all.add(response(DnsType.RRSIG, "0001080200000e1070dbd8805e0be1003039c010c02c0b96"));
    all.add(response(DnsType.NSEC, "c010000640010000000301020180"));
    all.add(response(DnsType.NSEC3, "0101000c02aabb0417f3df170006400100000003"));
    all.add(response(DnsType.DNSKEY, "0101030803010001c02c0b96"));
    all.add(response(DnsType.LOC, "00121613800000008000000000989680"));
    all.add(response(DnsType.APL, "00011503c0a82000020881ff"));
    all.add(response(DnsType.HIP, "020200030102010203c010"));
    all.add(response(DnsType.IPSECKEY, "0a030203776562016500c02c0b", "0a0102c0000226c02c"));
    all.add(response(DnsType.NAPTR, "000a0014017301620163c010"));
    all.add(
        response(DnsType.SVCB, "000100000100030268320002000000030002" + "01bb00040004c0000201"));
    all.add(response(DnsType.WKS, "c000020106000000400000"));
    all.add(response(DnsType.TKEY, "c010000000000000000100030000000201020000"));
    all.add(response(DnsType.CAA, "0005697373756563612e"));
    all.add(response(DnsType.EUI48, "00005e00532a"));
    all.add(response(DnsType.CERT, "0001303905c02c"));
    all.add(response(65_280, "abcdef"));
    return all;
  }

  /** Asks everything of a message; answers how long the texts are together. */
  static long everything(DnsMessage message) {
    long sum = (long) message.id() + message.flags() + message.opcode() + message.rcode();
    sum += message.status().toString().length();
    for (DnsQuestion question : message.questions()) {
      sum += question.toString().length();
      DnsName name = question.name();
      sum += name == null ? 0 : name.hashCode() & 1;
    }
    for (List<DnsRecord> records :
        List.of(message.answers(), message.authority(), message.additional())) {
      for (DnsRecord record : records) {
        sum += record.toString().length() + record.rdata().length();
        sum += record.rdataBytes().limit();
        DnsName owner = record.owner();
        sum += owner == null ? 0 : owner.toString().length();
      }
    }
    Edns edns = message.edns();
    if (edns != null) {
      sum += edns.udpSize() + edns.flags() + edns.version();
      for (EdnsOption option : edns.options()) {
        sum += option.toString().length();
      }
    }
    return sum;
  }

  static DnsMessage message(byte[] bytes) {
    return DnsMessage.of(ByteBuffer.wrap(bytes));
  }
}

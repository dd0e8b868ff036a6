// SPDX-License-Identifier: Apache-2.0
package org.plt4j.packet;

import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What python-libtrace is known to say wrongly of the packets that it was asked about. A fault
 * excuses a difference in the attributes that it touches, where the packet is of the kind that it
 * touches, and where the original's answer is the wrong one that the fault leads to.
 */
enum OracleFault {
  HEADER_CHECKSUM_OVERWRITTEN(
      2,
      "the test writes the right header checksum, which a second test finds",
      "cksm.ip.test_l3_cksm#2") {
    @Override
    boolean applies(Packet packet, @Nullable Object theirs, @Nullable Object ours) {
      return Boolean.TRUE.equals(theirs) && Boolean.FALSE.equals(ours);
    }
  },

  UDP_CHECKSUM_0(
      4, "a UDP checksum of 0 over IPv4 is called wrong", "cksm.(udp|ip).test_trans_cksm") {
    @Override
    boolean applies(Packet packet, @Nullable Object theirs, @Nullable Object ours) {
      Udp udp = packet.udp();
      return packet.ip4() != null
          && udp != null
          && udp.checksum() == 0
          && Boolean.FALSE.equals(theirs)
          && ours == null;
    }
  },

  OPTIONS_BEYOND_CAPTURE(
      8, "TCP options are read on beyond the capture", "tcp.option(s_data|_numbers|s)(\\..*)?") {
    @Override
    boolean applies(Packet packet, @Nullable Object theirs, @Nullable Object ours) {
      Tcp tcp = Objects.requireNonNull(packet.tcp());
      boolean less =
          ours == ABSENT
              || Boolean.FALSE.equals(ours)
              || (ours instanceof String some
                  && theirs instanceof String more
                  && more.startsWith(some));
      return less && tcp.data().limit() < tcp.headerLength();
    }
  },

  TAGGED_FRAME(9, "a tagged frame's data lose their last 4 bytes", "(pkt|layer2).(data|size)") {
    @Override
    boolean applies(Packet packet, @Nullable Object theirs, @Nullable Object ours) {
      if (packet.vlanId() == 0) {
        return false;
      }
      return theirs instanceof Long size
          ? Objects.equals(ours, size + 4)
          : theirs instanceof String less
              && ours instanceof String data
              && less.equals(data.substring(0, data.length() - 8));
    }
  },

  ICMP_WITHOUT_PAYLOAD(
      11, "an ICMP message of 8 bytes has no payload instead of an empty one", "icmp.payload") {
    @Override
    boolean applies(Packet packet, @Nullable Object theirs, @Nullable Object ours) {
      Icmp icmp = Objects.requireNonNull(packet.icmp());
      return icmp.data().limit() == 8 && theirs == null && Map.of("bytes", "").equals(ours);
    }
  },

  COOKED_TRANSPORT(19, "behind a Linux cooked header the transport is not found", "transport") {
    @Override
    boolean applies(Packet packet, @Nullable Object theirs, @Nullable Object ours) {
      return packet.linkType() == LinkType.LINUX_SLL && theirs == null;
    }
  },

  COOKED_CHECKSUM(
      19,
      "behind a Linux cooked header a right IPv6 checksum is called wrong",
      "cksm.(tcp|ip6).test_trans_cksm") {
    @Override
    boolean applies(Packet packet, @Nullable Object theirs, @Nullable Object ours) {
      return packet.linkType() == LinkType.LINUX_SLL
          && packet.ip6() != null
          && Boolean.FALSE.equals(theirs)
          && Boolean.TRUE.equals(ours);
    }
  },

  COOKED_LENGTH(
      19,
      "an Ethernet frame behind a Linux cooked header is counted with its FCS",
      "pkt.wire_len") {
    @Override
    boolean applies(Packet packet, @Nullable Object theirs, @Nullable Object ours) {
      return packet.linkType() == LinkType.LINUX_SLL
          && packet.layer(Ethernet.class) != null
          && Objects.equals(theirs, (Long) ours + 4);
    }
  },

  PADDING_CUT(
      20,
      "a checksum cannot be told where no more than the frame's padding was cut",
      "cksm.(tcp|udp|icmp|ip).test_trans_cksm") {
    @Override
    boolean applies(Packet packet, @Nullable Object theirs, @Nullable Object ours) {
      Ip4 ip = packet.ip4();
      return ip != null
          && ip.offset() + ip.totalLength() <= packet.capturedLength()
          && packet.capturedLength() < packet.originalLength()
          && theirs == null
          && ours != null;
    }
  },

  FIRST_FRAGMENT(
      21,
      "the checksum of a first fragment is called wrong: it covers the whole datagram",
      "cksm.(icmp|ip).test_trans_cksm") {
    @Override
    boolean applies(Packet packet, @Nullable Object theirs, @Nullable Object ours) {
      Ip4 ip = packet.ip4();
      return ip != null && ip.isMoreFragments() && Boolean.FALSE.equals(theirs) && ours == null;
    }
  },

  LATER_FRAGMENT(22, "a fragment other than the first has no payload", "ip.payload") {
    @Override
    boolean applies(Packet packet, @Nullable Object theirs, @Nullable Object ours) {
      Ip4 ip = Objects.requireNonNull(packet.ip4());
      return ip.fragmentOffset() > 0 && theirs == null && ours != null;
    }
  };

  /** The value of an attribute that is not there. */
  static final Object ABSENT =
      new Object() {
        @Override
        public String toString() {
          return "no such attribute";
        }
      };

  final int number;
  final String text;
  private final Pattern paths;

  OracleFault(int number, String text, String paths) {
    this.number = number;
    this.text = text;
    this.paths = Pattern.compile(paths);
  }

  abstract boolean applies(Packet packet, @Nullable Object theirs, @Nullable Object ours);

  /** The fault that explains a difference, or null. */
  static @Nullable OracleFault of(
      String path, Packet packet, @Nullable Object theirs, @Nullable Object ours) {
    for (OracleFault fault : values()) {
      if (fault.paths.matcher(path).matches() && fault.applies(packet, theirs, ours)) {
        return fault;
      }
    }
    return null;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import static org.plt4j.testdata.Transports.ACK;
import static org.plt4j.testdata.Transports.FIN;
import static org.plt4j.testdata.Transports.PSH;
import static org.plt4j.testdata.Transports.SYN;
import static org.plt4j.testdata.Transports.TCP;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** DNS over TCP (RFC 1035, section 4.2.2; RFC 7766), whose messages do not keep to segments. */
final class DnsTraces {
  private static final long START = 1_700_000_000_000_000_000L;
  private static final String CLIENT = "192.0.2.10";
  private static final String SERVER = "198.51.100.20";
  private static final int CLIENT_PORT = 40053;
  private static final int QUERY = 0x0100;
  private static final int RESPONSE = 0x8180;
  private static final int A = 1;
  private static final int TXT = 16;
  private static final int AAAA = 28;

  private final List<byte[]> frames = new ArrayList<>();

  private DnsTraces() {}

  static void addTo(Map<String, byte[]> traces) {
    DnsTraces connection = new DnsTraces();
    connection.run();
    List<Frame> frames = Frame.sequence(START, connection.frames);
    traces.put("dns-tcp.pcap", PcapFile.of(1, frames));
  }

  private void run() {
    long client = 1000;
    long server = 5000;
    byte[] none = {};
    fromClient(client++, 0, SYN, none);
    fromServer(server++, client, SYN | ACK, none);
    fromClient(client, server, ACK, none);

    byte[] query = inTcp(NetworkDay.dns(1, QUERY, "long.example.com", TXT));
    fromClient(client, server, ACK | PSH, query);
    client += query.length;
    fromServer(server, client, ACK, none);
    // The second half arrives before the first.
    byte[] answer = inTcp(NetworkDay.dns(1, RESPONSE, "long.example.com", TXT, texts()));
    int half = answer.length / 2;
    byte[] rest = Arrays.copyOfRange(answer, half, answer.length);
    fromServer(server + half, client, ACK | PSH, rest);
    fromServer(server, client, ACK, Arrays.copyOf(answer, half));
    server += answer.length;
    fromClient(client, server, ACK, none);

    // Two questions in one segment; the first answer brings half of the second one's length.
    byte[] queries =
        Bytes.concat(
            inTcp(NetworkDay.dns(2, QUERY, "www.example.com", A)),
            inTcp(NetworkDay.dns(3, QUERY, "www.example.com", AAAA)));
    fromClient(client, server, ACK | PSH, queries);
    client += queries.length;
    byte[] address4 = Bytes.ofAddress("203.0.113.10");
    byte[] address6 = Bytes.ofAddress("2001:db8:80::10");
    byte[] first = inTcp(NetworkDay.dns(2, RESPONSE, "www.example.com", A, address4));
    byte[] second = inTcp(NetworkDay.dns(3, RESPONSE, "www.example.com", AAAA, address6));
    fromServer(server, client, ACK, Bytes.concat(first, Arrays.copyOf(second, 1)));
    server += first.length + 1;
    fromServer(server, client, ACK | PSH, Arrays.copyOfRange(second, 1, second.length));
    server += second.length - 1;
    fromClient(client, server, ACK, none);
    fromClient(client++, server, FIN | ACK, none);
    fromServer(server++, client, FIN | ACK, none);
    fromClient(client, server, ACK, none);
  }

  private static byte[] inTcp(byte[] message) {
    return new Bytes().u16(message.length).raw(message).array();
  }

  private static byte[] texts() {
    Bytes texts = new Bytes();
    for (int i = 0; i < 2; i++) {
      texts.u8(40).text("0123456789".repeat(4));
    }
    return texts.array();
  }

  private void fromClient(long sequence, long acknowledgment, int flags, byte[] data) {
    byte[] segment = Transports.tcp(CLIENT_PORT, 53, sequence, acknowledgment, flags, data);
    frames.add(LinkLayers.ethernet(Ip4Builder.ip4(CLIENT, SERVER).carry(TCP, segment)));
  }

  private void fromServer(long sequence, long acknowledgment, int flags, byte[] data) {
    byte[] segment = Transports.tcp(53, CLIENT_PORT, sequence, acknowledgment, flags, data);
    frames.add(LinkLayers.ethernet(Ip4Builder.ip4(SERVER, CLIENT).ttl(57).carry(TCP, segment)));
  }
}

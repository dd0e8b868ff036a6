// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import static org.plt4j.testdata.LinkLayers.VLAN;
import static org.plt4j.testdata.Transports.ACK;
import static org.plt4j.testdata.Transports.FIN;
import static org.plt4j.testdata.Transports.ICMP;
import static org.plt4j.testdata.Transports.ICMP6;
import static org.plt4j.testdata.Transports.IGMP;
import static org.plt4j.testdata.Transports.PSH;
import static org.plt4j.testdata.Transports.RST;
import static org.plt4j.testdata.Transports.SYN;
import static org.plt4j.testdata.Transports.TCP;
import static org.plt4j.testdata.Transports.UDP;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * A day in a small office network, as seen between its switch and its gateway: a desktop, a laptop,
 * a printer, and a telephone in a VLAN of its own. Every address is one set aside for examples.
 */
final class NetworkDay {
  /** 2024-06-05 00:00:00 UTC. */
  private static final long MIDNIGHT = 1_717_545_600L;

  private static final int VOICE = 30;

  private static final String BROADCAST = "ff:ff:ff:ff:ff:ff";

  /**
   * A host: its station, or the gateway's for one that is far away, its addresses, and the time to
   * live of what it sends as it arrives here.
   */
  private record Host(String mac, String ip4, String ip6, int vlan, int ttl) {}

  private static final Host GATEWAY =
      new Host("02:00:5e:00:53:01", "192.0.2.1", "2001:db8:20::1", 0, 64);
  private static final Host DESKTOP =
      new Host("02:00:5e:00:53:11", "192.0.2.11", "2001:db8:20::11", 0, 64);
  private static final Host LAPTOP =
      new Host("02:00:5e:00:53:12", "192.0.2.12", "2001:db8:20::12", 0, 128);
  private static final Host PRINTER =
      new Host("02:00:5e:00:53:21", "192.0.2.21", "2001:db8:20::21", 0, 255);
  private static final Host PHONE =
      new Host("02:00:5e:00:53:31", "192.0.2.131", "2001:db8:30::31", VOICE, 64);
  private static final Host EXCHANGE =
      new Host("02:00:5e:00:53:01", "198.51.100.60", "2001:db8:60::60", VOICE, 58);

  private static final Host RESOLVER = far("198.51.100.53", "2001:db8:53::53", 60);
  private static final Host CLOCK = far("198.51.100.123", "2001:db8:123::123", 55);
  private static final Host WEB = far("203.0.113.10", "2001:db8:80::10", 52);
  private static final Host SHOP = far("203.0.113.44", "2001:db8:80::44", 117);
  private static final Host SILENT = far("203.0.113.99", "2001:db8:80::99", 50);
  private static final Host HOP1 = far("198.51.100.1", "2001:db8:100::1", 254);
  private static final Host HOP2 = far("198.51.100.2", "2001:db8:100::2", 253);

  private static Host far(String ip4, String ip6, int ttl) {
    return new Host(GATEWAY.mac, ip4, ip6, 0, ttl);
  }

  private final List<Frame> frames = new ArrayList<>();
  private final Random random = new Random(2024);
  private long micros;
  private int identification = 0x3a00;

  private NetworkDay() {}

  /** The day's frames in the order of time. */
  static List<Frame> frames() {
    NetworkDay day = new NetworkDay();
    day.morning();
    day.forenoon();
    day.afternoon();
    day.frames.sort(Comparator.comparingLong(Frame::nanos));
    return List.copyOf(day.frames);
  }

  private void morning() {
    at(6, 58, 3);
    lookUp(PHONE, RESOLVER, "sip.example.net", "198.51.100.60");
    at(7, 1, 14);
    dhcp();
    announce(DESKTOP);
    neighbours(DESKTOP);
    resolveGateway(DESKTOP);
    at(7, 1, 20);
    askTime(DESKTOP);
    at(7, 1, 31);
    lookUp(DESKTOP, RESOLVER, "www.example.com", "203.0.113.10");
    secure(DESKTOP, WEB, 49730, "www.example.com", 3);
    at(7, 2, 0);
    spanningTree();
    at(7, 14, 9);
    announce(LAPTOP);
    resolveGateway(LAPTOP);
    lookUp6(LAPTOP, RESOLVER, "www.example.org", "2001:db8:80::44");
    browse6(LAPTOP, SHOP, 51022);
    at(7, 15, 40);
    askTime(LAPTOP);
  }

  private void forenoon() {
    at(8, 3, 11);
    ping(DESKTOP, WEB, 4);
    at(8, 4, 2);
    ping6(LAPTOP, SHOP, 3);
    at(8, 30, 0);
    lookUp(LAPTOP, RESOLVER, "shop.example.org", "203.0.113.44");
    secure(LAPTOP, SHOP, 51040, "shop.example.org", 4);
    at(9, 10, 27);
    download(DESKTOP, WEB, 49802);
    at(9, 40, 5);
    refused(DESKTOP, PRINTER, 49811, 23);
    unanswered(LAPTOP, SILENT, 51066, 8443);
    at(10, 0, 0);
    spanningTree();
    traceRoute(DESKTOP, WEB);
    at(10, 30, 12);
    call();
    at(11, 2, 33);
    discovery();
  }

  private void afternoon() {
    at(13, 0, 4);
    String[] names = {"a.example.com", "b.example.com", "static.example.org", "img.example.org"};
    for (String name : names) {
      lookUp(DESKTOP, RESOLVER, name, "203.0.113.10");
      lookUp6(LAPTOP, RESOLVER, name, "2001:db8:80::10");
    }
    noSuchName(DESKTOP, RESOLVER, "wpad.example.com");
    at(13, 1, 0);
    secure(DESKTOP, SHOP, 49920, "static.example.org", 2);
    at(13, 45, 50);
    print(DESKTOP, PRINTER, 49955);
    at(14, 0, 0);
    for (int i = 0; i < 3; i++) {
      log(PRINTER, DESKTOP, "<134>printer: page " + (i + 1) + " of 3");
      pause(2_100_000);
    }
    at(15, 20, 8);
    secretTunnel(LAPTOP, SHOP, 3);
    at(16, 5, 19);
    abandoned(LAPTOP, WEB, 51200);
    at(17, 1, 14);
    askTime(DESKTOP);
    at(17, 30, 0);
    spanningTree();
  }

  private void at(int hour, int minute, int second) {
    micros = (hour * 3600L + minute * 60L + second) * 1_000_000L + random.nextInt(400_000);
  }

  private void pause(int mean) {
    micros += mean / 2 + random.nextInt(mean);
  }

  private void emit(byte[] frame) {
    frames.add(Frame.of(MIDNIGHT * 1_000_000_000L + micros * 1000, frame));
  }

  private void link(Host from, String dstMac, int etherType, byte[] payload) {
    byte[] frame =
        from.vlan == 0
            ? LinkLayers.ethernet(dstMac, from.mac, etherType, payload)
            : LinkLayers.ethernet(
                dstMac, from.mac, VLAN, LinkLayers.tag(5, from.vlan, etherType, payload));
    boolean arrived = from.mac.equals(GATEWAY.mac);
    emit(arrived ? LinkLayers.padded(frame) : frame);
  }

  private Ip4Builder ip4(Host from, Host to) {
    identification = (identification + 1 + random.nextInt(40)) & 0xffff;
    return Ip4Builder.ip4(from.ip4, to.ip4).ttl(from.ttl).identification(identification);
  }

  private void send(Host from, Host to, int protocol, byte[] payload) {
    link(from, to.mac, LinkLayers.IP4, ip4(from, to).carry(protocol, payload));
  }

  private static Ip6Builder ip6(Host from, Host to) {
    return Ip6Builder.ip6(from.ip6, to.ip6).hopLimit(from.ttl);
  }

  private void send6(Host from, Host to, int protocol, byte[] payload) {
    link(from, to.mac, LinkLayers.IP6, ip6(from, to).carry(protocol, payload));
  }

  private void dhcp() {
    String desktop = DESKTOP.mac;
    dhcpMessage(1, "0.0.0.0", "255.255.255.255", "0.0.0.0", "350101 370401030f06");
    pause(900);
    dhcpMessage(2, GATEWAY.ip4, "192.0.2.11", "192.0.2.11", "350102 3604c0000201 330400015180");
    pause(600);
    dhcpMessage(
        1,
        "0.0.0.0",
        "255.255.255.255",
        "0.0.0.0",
        "350103 3204c000020b 3604c0000201 3d0701" + desktop.replace(":", ""));
    pause(1100);
    dhcpMessage(2, GATEWAY.ip4, "192.0.2.11", "192.0.2.11", "350105 3604c0000201 330400015180");
    pause(1500);
  }

  private void dhcpMessage(int op, String src, String dst, String yours, String options) {
    boolean request = op == 1;
    byte[] message =
        new Bytes()
            .u8(op)
            .u8(1)
            .u8(6)
            .u8(0)
            .u32(0x5d3c9a17L)
            .zeros(8)
            .raw(Bytes.ofAddress(yours))
            .zeros(8)
            .hex(DESKTOP.mac)
            .zeros(10 + 64 + 128)
            .u32(0x63825363L)
            .hex(options)
            .u8(255)
            .align(4)
            .array();
    byte[] datagram = Transports.udp(request ? 68 : 67, request ? 67 : 68, message);
    byte[] packet = Ip4Builder.ip4(src, dst).identification(0).carry(UDP, datagram);
    link(request ? DESKTOP : GATEWAY, request ? BROADCAST : DESKTOP.mac, LinkLayers.IP4, packet);
  }

  private void announce(Host host) {
    byte[] who = LinkLayers.arp(1, host.mac, host.ip4, "000000000000", host.ip4);
    link(host, BROADCAST, LinkLayers.ARP, who);
    pause(20_000);
  }

  private void resolveGateway(Host host) {
    byte[] request = LinkLayers.arp(1, host.mac, host.ip4, "000000000000", GATEWAY.ip4);
    link(host, BROADCAST, LinkLayers.ARP, request);
    pause(400);
    byte[] reply = LinkLayers.arp(2, GATEWAY.mac, GATEWAY.ip4, host.mac, host.ip4);
    link(GATEWAY, host.mac, LinkLayers.ARP, reply);
    pause(3000);
  }

  /** Duplicate address detection, a multicast report, router solicitation and advertisement. */
  private void neighbours(Host host) {
    byte[] target = Bytes.ofAddress(host.ip6);
    byte[] probe = Transports.icmp(135, 0, 0, target);
    byte[] packet = Ip6Builder.ip6("::", "ff02::1:ff00:11").hopLimit(255).carry(ICMP6, probe);
    link(host, "33:33:ff:00:00:11", LinkLayers.IP6, packet);
    pause(5000);
    byte[] record = new Bytes().u8(4).u8(0).u16(0).raw(Bytes.ofAddress("ff02::1:ff00:11")).array();
    byte[] report = Transports.icmp(143, 0, 1, record);
    packet =
        Ip6Builder.ip6("fe80::11", "ff02::16")
            .hopLimit(1)
            .hopByHop((byte) 5, (byte) 2, (byte) 0, (byte) 0)
            .carry(ICMP6, report);
    link(host, "33:33:00:00:00:16", LinkLayers.IP6, packet);
    pause(8000);
    byte[] solicitation = Transports.icmp(133, 0, 0, Bytes.ofHex("0101" + host.mac));
    packet = Ip6Builder.ip6("fe80::11", "ff02::2").hopLimit(255).carry(ICMP6, solicitation);
    link(host, "33:33:00:00:00:02", LinkLayers.IP6, packet);
    pause(2000);
    byte[] options =
        new Bytes()
            .u32(0)
            .u32(0)
            .hex("0304 40c0 00015180 00003840 00000000")
            .raw(Bytes.ofAddress("2001:db8:20::"))
            .array();
    byte[] advertisement = Transports.icmp(134, 0, 0x40000708L, options);
    packet = Ip6Builder.ip6("fe80::1", "ff02::1").hopLimit(255).carry(ICMP6, advertisement);
    link(GATEWAY, "33:33:00:00:00:01", LinkLayers.IP6, packet);
    pause(9000);
  }

  private void askTime(Host host) {
    long seconds = MIDNIGHT + 2_208_988_800L + micros / 1_000_000;
    byte[] question = new Bytes().hex("23000600").zeros(36).u64(seconds << 32).array();
    send(host, CLOCK, UDP, Transports.udp(123, 123, question));
    pause(18_000);
    byte[] answer =
        new Bytes()
            .hex("240206e9 00000312 00000451 c6336401")
            .u64((seconds - 60) << 32)
            .u64(seconds << 32)
            .u64(seconds << 32 | 0x12345678L)
            .u64(seconds << 32 | 0x12349999L)
            .array();
    send(CLOCK, host, UDP, Transports.udp(123, 123, answer));
    pause(5000);
  }

  static byte[] dns(int id, int flags, String name, int type, byte... data) {
    Bytes message = new Bytes().u16(id).u16(flags).u16(1).u16(data.length > 0 ? 1 : 0).u32(0);
    for (String label : name.split("\\.", -1)) {
      message.u8(label.length()).text(label);
    }
    message.u8(0).u16(type).u16(1);
    if (data.length > 0) {
      message.u16(0xc00c).u16(type).u16(1).u32(300).u16(data.length).raw(data);
    }
    return message.array();
  }

  private void lookUp(Host host, Host resolver, String name, String address) {
    int id = random.nextInt(0x10000);
    int port = 32768 + random.nextInt(28000);
    send(host, resolver, UDP, Transports.udp(port, 53, dns(id, 0x0100, name, 1)));
    pause(14_000);
    byte[] answer = dns(id, 0x8180, name, 1, Bytes.ofAddress(address));
    Host from = new Host(resolver.mac, resolver.ip4, resolver.ip6, host.vlan, resolver.ttl);
    send(from, host, UDP, Transports.udp(53, port, answer));
    pause(2000);
  }

  private void lookUp6(Host host, Host resolver, String name, String address) {
    int id = random.nextInt(0x10000);
    int port = 32768 + random.nextInt(28000);
    send6(host, resolver, UDP, Transports.udp(port, 53, dns(id, 0x0100, name, 28)));
    pause(15_000);
    byte[] answer = dns(id, 0x8180, name, 28, Bytes.ofAddress(address));
    send6(resolver, host, UDP, Transports.udp(53, port, answer));
    pause(2000);
  }

  private void noSuchName(Host host, Host resolver, String name) {
    send(host, resolver, UDP, Transports.udp(40404, 53, dns(7, 0x0100, name, 1)));
    pause(14_000);
    send(resolver, host, UDP, Transports.udp(53, 40404, dns(7, 0x8183, name, 1)));
  }

  /** A TCP connection, as seen beside the client: answers take a round trip. */
  private final class Connection {
    private static final String SYN_OPTIONS = "0204 05b4 01 030307 0101 0402";

    private final Host client;
    private final int clientPort;
    private final Host server;
    private final int serverPort;
    private final boolean v6;
    private final int roundTrip;
    private long clientNext;
    private long serverNext;

    Connection(Host client, int clientPort, Host server, int serverPort, boolean v6, int rtt) {
      this.client = client;
      this.clientPort = clientPort;
      this.server = server;
      this.serverPort = serverPort;
      this.v6 = v6;
      roundTrip = rtt;
      clientNext = random.nextInt() & 0xffffffffL;
      serverNext = random.nextInt() & 0xffffffffL;
    }

    void fromClient(int flags, byte[] data) {
      fromClient(flags, new byte[0], data);
    }

    private void fromClient(int flags, byte[] options, byte[] data) {
      long ack = (flags & ACK) != 0 ? serverNext : 0;
      byte[] segment =
          Transports.tcp(clientPort, serverPort, clientNext, ack, flags, 64240, options, data);
      sendSegment(client, server, segment);
      clientNext = next(clientNext, flags, data);
    }

    void fromServer(int flags, byte[] data) {
      fromServer(flags, new byte[0], data);
    }

    private void fromServer(int flags, byte[] options, byte[] data) {
      byte[] segment =
          Transports.tcp(
              serverPort, clientPort, serverNext, clientNext, flags, 65160, options, data);
      sendSegment(server, client, segment);
      serverNext = next(serverNext, flags, data);
    }

    private void sendSegment(Host from, Host to, byte[] segment) {
      if (v6) {
        send6(from, to, TCP, segment);
      } else {
        send(from, to, TCP, segment);
      }
    }

    private static long next(long sequence, int flags, byte[] data) {
      int flagBytes = (flags & (SYN | FIN)) != 0 ? 1 : 0;
      return (sequence + data.length + flagBytes) & 0xffffffffL;
    }

    void syn() {
      fromClient(SYN, Bytes.ofHex(SYN_OPTIONS), new byte[0]);
    }

    void open() {
      syn();
      pause(roundTrip);
      fromServer(SYN | ACK, Bytes.ofHex(SYN_OPTIONS), new byte[0]);
      pause(60);
      fromClient(ACK, new byte[0]);
      pause(200);
    }

    /** One side's data, and the other's acknowledgement of it. */
    void request(byte[] data) {
      fromClient(PSH | ACK, data);
      pause(roundTrip);
      fromServer(ACK, new byte[0]);
      pause(900);
    }

    void response(byte[] data) {
      fromServer(PSH | ACK, data);
      pause(70);
      fromClient(ACK, new byte[0]);
      pause(4000);
    }

    void close() {
      fromClient(FIN | ACK, new byte[0]);
      pause(roundTrip);
      fromServer(FIN | ACK, new byte[0]);
      pause(60);
      fromClient(ACK, new byte[0]);
    }
  }

  private static byte[] tlsRecord(int type, byte[] fragment) {
    return new Bytes().u8(type).u16(0x0303).u16(fragment.length).raw(fragment).array();
  }

  private static byte[] clientHello(String name) {
    byte[] serverName =
        new Bytes()
            .u16(0)
            .u16(name.length() + 5)
            .u16(name.length() + 3)
            .u8(0)
            .u16(name.length())
            .text(name)
            .array();
    byte[] hello =
        new Bytes()
            .u16(0x0303)
            .raw(Bytes.pattern(32))
            .u8(0)
            .hex("0004 c02f c030 0100")
            .u16(serverName.length)
            .raw(serverName)
            .array();
    return tlsRecord(22, Bytes.concat(new Bytes().u32(1 << 24 | hello.length).array(), hello));
  }

  private static byte[] serverHello() {
    byte[] hello = new Bytes().u16(0x0303).raw(Bytes.pattern(32)).u8(0).hex("c02f 00 0000").array();
    return tlsRecord(22, Bytes.concat(new Bytes().u32(2 << 24 | hello.length).array(), hello));
  }

  private void secure(Host client, Host server, int port, String name, int exchanges) {
    Connection tcp = new Connection(client, port, server, 443, false, 22_000);
    tcp.open();
    tcp.request(clientHello(name));
    tcp.response(Bytes.concat(serverHello(), tlsRecord(20, new byte[] {1})));
    tcp.request(tlsRecord(20, new byte[] {1}));
    for (int i = 0; i < exchanges; i++) {
      tcp.request(tlsRecord(23, Bytes.pattern(60 + 11 * i)));
      tcp.response(tlsRecord(23, Bytes.pattern(180 + 97 * i)));
    }
    tcp.close();
  }

  private static byte[] page(int length) {
    String head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + length;
    return Bytes.concat(Bytes.ofText(head + "\r\n\r\n"), Bytes.pattern(length));
  }

  private void browse6(Host client, Host server, int port) {
    Connection tcp = new Connection(client, port, server, 80, true, 31_000);
    tcp.open();
    tcp.request(Bytes.ofText("GET / HTTP/1.1\r\nHost: www.example.org\r\n\r\n"));
    tcp.response(page(310));
    tcp.request(Bytes.ofText("GET /about HTTP/1.1\r\nHost: www.example.org\r\n\r\n"));
    tcp.response(page(44));
    tcp.close();
  }

  /** A download whose second segment is lost, asked for again and repeated. */
  private void download(Host client, Host server, int port) {
    Connection tcp = new Connection(client, port, server, 80, false, 24_000);
    tcp.open();
    tcp.request(Bytes.ofText("GET /file HTTP/1.1\r\nHost: www.example.com\r\n\r\n"));
    byte[] segment = Bytes.pattern(512);
    byte[] head = Bytes.ofText("HTTP/1.1 200 OK\r\nContent-Length: 2560\r\n\r\n");
    tcp.fromServer(ACK, Bytes.concat(head, segment));
    long lost = tcp.serverNext;
    tcp.fromClient(ACK, new byte[0]);
    tcp.serverNext = lost + segment.length;
    for (int i = 0; i < 3; i++) {
      pause(300);
      tcp.fromServer(ACK, segment);
      long seen = tcp.serverNext;
      pause(60);
      tcp.serverNext = lost;
      tcp.fromClient(ACK, new byte[0]);
      tcp.serverNext = seen;
    }
    long seen = tcp.serverNext;
    pause(9000);
    tcp.serverNext = lost;
    tcp.fromServer(ACK, segment);
    tcp.serverNext = seen;
    pause(60);
    tcp.fromClient(ACK, new byte[0]);
    pause(2000);
    tcp.close();
  }

  private void print(Host client, Host printer, int port) {
    Connection tcp = new Connection(client, port, printer, 9100, false, 700);
    tcp.open();
    for (int i = 0; i < 3; i++) {
      tcp.request(Bytes.pattern(400));
    }
    tcp.fromClient(PSH | ACK, Bytes.pattern(1460));
    pause(800);
    tcp.fromServer(ACK, new byte[0]);
    pause(800);
    tcp.close();
  }

  private void refused(Host client, Host server, int port, int closedPort) {
    Connection tcp = new Connection(client, port, server, closedPort, false, 500);
    tcp.syn();
    pause(500);
    tcp.serverNext = 0;
    tcp.fromServer(RST | ACK, new byte[0]);
  }

  private void unanswered(Host client, Host server, int port, int serverPort) {
    Connection tcp = new Connection(client, port, server, serverPort, false, 500);
    long first = tcp.clientNext;
    for (int second = 1; second <= 4; second *= 2) {
      tcp.clientNext = first;
      tcp.syn();
      pause(second * 1_000_000);
    }
  }

  private void abandoned(Host client, Host server, int port) {
    Connection tcp = new Connection(client, port, server, 443, false, 26_000);
    tcp.open();
    tcp.request(clientHello("www.example.com"));
    tcp.fromClient(RST | ACK, new byte[0]);
  }

  private void ping(Host from, Host to, int times) {
    for (int i = 1; i <= times; i++) {
      send(from, to, ICMP, Transports.echo(8, 0x2b1c, i, Bytes.pattern(56)));
      pause(21_000);
      send(to, from, ICMP, Transports.echo(0, 0x2b1c, i, Bytes.pattern(56)));
      pause(980_000);
    }
  }

  private void ping6(Host from, Host to, int times) {
    for (int i = 1; i <= times; i++) {
      send6(from, to, ICMP6, Transports.echo(128, 0x0099, i, Bytes.pattern(56)));
      pause(31_000);
      send6(to, from, ICMP6, Transports.echo(129, 0x0099, i, Bytes.pattern(56)));
      pause(970_000);
    }
  }

  private void traceRoute(Host from, Host to) {
    Host[] hops = {HOP1, HOP2, to};
    for (int ttl = 1; ttl <= hops.length; ttl++) {
      byte[] probe = Transports.udp(41000 + ttl, 33433 + ttl, Bytes.pattern(24));
      byte[] packet = ip4(from, to).ttl(ttl).carry(UDP, probe);
      link(from, to.mac, LinkLayers.IP4, packet);
      pause(8000 * ttl);
      // RFC 792: the header and eight bytes of the datagram.
      byte[] quoted = Arrays.copyOf(packet, 28);
      boolean arrived = ttl == hops.length;
      byte[] error = Transports.icmp(arrived ? 3 : 11, arrived ? 3 : 0, 0, quoted);
      send(hops[ttl - 1], from, ICMP, error);
      pause(1000);
    }
  }

  private void call() {
    String head = "OPTIONS sip:sip.example.net SIP/2.0\r\nCall-ID: 1@192.0.2.131\r\n";
    send(PHONE, EXCHANGE, UDP, Transports.udp(5060, 5060, Bytes.ofText(head + "\r\n")));
    pause(20_000);
    String answer = "SIP/2.0 200 OK\r\nCall-ID: 1@192.0.2.131\r\n\r\n";
    send(EXCHANGE, PHONE, UDP, Transports.udp(5060, 5060, Bytes.ofText(answer)));
    for (int i = 0; i < 6; i++) {
      pause(10_000);
      send(PHONE, EXCHANGE, UDP, Transports.udp(16384, 20010, voice(i, 0x11112222L)));
      pause(10_000);
      send(EXCHANGE, PHONE, UDP, Transports.udp(20010, 16384, voice(i, 0x33334444L)));
    }
  }

  private static byte[] voice(int i, long source) {
    byte[] head = new Bytes().u16(0x8000).u16(700 + i).u32(160L * i).u32(source).array();
    return Bytes.concat(head, Bytes.pattern(40));
  }

  private void discovery() {
    byte[] question = dns(0, 0, "_ipp._tcp.local", 12);
    byte[] datagram = Transports.udp(5353, 5353, question);
    byte[] packet = Ip4Builder.ip4(LAPTOP.ip4, "224.0.0.251").ttl(255).carry(UDP, datagram);
    link(LAPTOP, "01:00:5e:00:00:fb", LinkLayers.IP4, packet);
    pause(900);
    packet = Ip6Builder.ip6("fe80::12", "ff02::fb").hopLimit(255).carry(UDP, datagram);
    link(LAPTOP, "33:33:00:00:00:fb", LinkLayers.IP6, packet);
    pause(400_000);
    // IGMPv2 report with the router alert option.
    byte[] report = new Bytes().hex("16000000").raw(Bytes.ofAddress("224.0.0.251")).array();
    packet =
        Ip4Builder.ip4(LAPTOP.ip4, "224.0.0.251")
            .ttl(1)
            .options(Bytes.ofHex("94040000"))
            .carry(IGMP, report);
    link(LAPTOP, "01:00:5e:00:00:fb", LinkLayers.IP4, packet);
    pause(400_000);
    byte[] lldp =
        new Bytes()
            .hex("0207 04 02005e005321 0404 05 657468 0602 0078 0a07")
            .text("printer")
            .u16(0)
            .array();
    link(PRINTER, "01:80:c2:00:00:0e", 0x88cc, lldp);
  }

  private void log(Host from, Host to, String line) {
    send(from, to, UDP, Transports.udp(514, 514, Bytes.ofText(line)));
  }

  /** ESP, both ways: nothing behind its sequence number can be read. */
  private void secretTunnel(Host from, Host to, int times) {
    for (int i = 1; i <= times; i++) {
      send(from, to, Transports.ESP, Transports.esp(0xc0ffee01L, i, 72));
      pause(28_000);
      send(to, from, Transports.ESP, Transports.esp(0xc0ffee02L, i, 104));
      pause(300_000);
    }
  }

  private void spanningTree() {
    for (int i = 0; i < 2; i++) {
      byte[] bpdu =
          Bytes.ofHex(
              "0000 00 00 00 8000 02005e0053f0 00000000 8000 02005e0053f0 8001"
                  + " 0000 1400 0200 0f00");
      byte[] llc = LinkLayers.llc(0x42, 0x42, bpdu);
      emit(
          LinkLayers.padded(
              LinkLayers.ethernet("01:80:c2:00:00:00", "02:00:5e:00:53:f0", llc.length, llc)));
      micros += 2_000_000;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.original;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.plt4j.ipp.IpPrefix;
import org.plt4j.packet.IpAddress;

/** Makes, compares and prints prefixes, and asks them what they can tell. */
final class PrefixTour {
  private PrefixTour() {}

  static void run(Path traces, PrintStream out) {
    make(out);
    mistakes(out);
    compare(out);
    print(out);
    ask(out);
  }

  private static void make(PrintStream out) {
    IpPrefix six = IpPrefix.of(address(6, "01020304050607082c30783039008182"), 48);
    IpPrefix four = IpPrefix.of(address(4, "c0a8"));
    IpPrefix zero = IpPrefix.of(address(4, ""));
    out.printf(" 3: version=%d, addr=%s, length=%d%n", six.version(), hex(six), six.length());
    out.printf(" 2: version=%d, addr=%s%n", four.version(), hex(four));
    out.printf(" 1: version=%d%n%n", zero.version());
    out.printf(" ipp3 = %s%n ipp2 = %s%n ipp1 = %s%n", six, four, zero);
    out.printf(" addrs: ipp3 = %s   ipp2 = %s%n", hex(six), hex(four));
    IpPrefix seven = IpPrefix.of(six.address(), 7);
    out.printf(
        " len=7: version=%d, addr=%s, length=%d%n%n", seven.version(), hex(seven), seven.length());
  }

  private static void mistakes(PrintStream out) {
    IpAddress address = address(6, "01020304050607082c30783039008182");
    out.println(" try to set length = 0");
    refused(out, address, 0, "length must be > 0");
    out.println(" try to set IPv6 length = 129");
    refused(out, address, 129, "IPv6 length must be <= 128");
    // what the compiler refuses in Java
    out.println(" try to set IPv6 length = '4'");
    out.printf("   <class 'TypeError'> raised: length must be an integer%n%n");
    out.println(" try to set version = 5");
    out.printf("   <class 'AttributeError'> raised: version and addr are READONLY%n%n");
  }

  private static void refused(PrintStream out, IpAddress address, int length, String text) {
    try {
      out.println(IpPrefix.of(address, length));
    } catch (IllegalArgumentException e) {
      out.printf("   <class 'ValueError'> raised: %s%n%n", text);
    }
  }

  private static void compare(PrintStream out) {
    IpPrefix a = IpPrefix.of(ascii("5678"), 32);
    IpPrefix greater = IpPrefix.of(ascii("90AB"), 32);
    IpPrefix less = IpPrefix.of(ascii("1234"), 32);
    IpPrefix shorter = IpPrefix.of(ascii("5678"), 16);
    out.println(" test compare");
    out.printf(" 4 lt 4l = %s, %s (T,F)%n", lt(less, a), lt(a, less));
    out.printf(" 4 le:4l = %s, %s (T,F)%n", le(less, a), le(a, less));
    IpPrefix same = IpPrefix.of(ascii("5678"), 32);
    out.printf(" 4 eq 4 = %s, %s (T,T)%n", truth(a.equals(same)), truth(same.equals(a)));
    out.printf(" 4 ne 4 = %s, %s (F,F)%n", truth(!a.equals(same)), truth(!same.equals(a)));
    out.printf(" 4g gt 4 = %s, %s (T,F)%n", lt(a, greater), lt(greater, a));
    out.printf(" 4g ge 4 = %s, %s (T,F)%n%n", le(a, greater), le(greater, a));
    out.printf(" 4p lt 4, 4p with longer prefix = %s, %s (T,F)%n", lt(a, shorter), lt(shorter, a));
    out.printf(
        " 4p eq 4, 4p with longer prefix = %s, %s (F,F)%n%n",
        truth(a.equals(shorter)), truth(shorter.equals(a)));
  }

  private static void print(PrintStream out) {
    out.println(" Test print v4 IPprefix objects");
    out.printf(" v4a = %s%n", IpPrefix.of(address(4, "82d80001")));
    out.printf(" v4b = %s%n", IpPrefix.of(address(4, "82d80102")));
    out.printf(" v4c = %s%n", IpPrefix.of(address(4, "02d80302")));
    out.printf(" v4d = %s%n", IpPrefix.of(address(4, "82d80403"), 16));
    out.println(" Test print v6 IPprefix objects");
    out.printf(" v6a = %s%n", IpPrefix.of(address(6, "20010df000000000000000000000abcd")));
    out.printf(" v6b = %s%n", IpPrefix.of(address(6, "020000010d0d0102000000000000abcd")));
    out.printf(" v6c = %s%n", IpPrefix.of(address(6, "020000010d0d0700001200000000abcd"), 120));
    out.printf(" v6d = %s%n%n", IpPrefix.of(address(6, "20010df00d0d0000dead00000000abcd"), 47));
    out.printf(" fs4 = %s%n", IpPrefix.parse("130.216.1.1"));
    out.printf(" fs4s = %s%n", IpPrefix.parse("130.216.1.1/16"));
    out.printf(" fs4 = %s%n", IpPrefix.parse("2001:0df0::00ef:0000:0000:0001"));
    out.printf(" fs4s = %s%n%n", IpPrefix.parse("2001:0df0::/47"));
  }

  private static void ask(PrintStream out) {
    IpPrefix home = IpPrefix.RFC1918_16;
    out.printf(" %s%n %s%n %s%n", home, IpPrefix.RFC1918_12, IpPrefix.RFC1918_8);
    IpPrefix c = IpPrefix.parse("192.168.1.1/24");
    IpPrefix d = IpPrefix.parse("192.169.1.1/24");
    out.printf(
        " %s is_prefix %s, %s isp_refix %s (T,F)%n%n",
        home, truth(home.contains(c)), home, truth(home.contains(d)));
    IpPrefix e = IpPrefix.parse("172.16.1.1/16");
    IpPrefix f = IpPrefix.parse("10.1.1.1/16");
    out.printf(" r1918_16.isrfc1918 = %s (T)%n", truth(c.isRfc1918()));
    out.printf(" n1918_16.isrfc1918 = %s (F)%n", truth(d.isRfc1918()));
    out.printf(" r1918_12.isrfc1918 = %s (T)%n", truth(e.isRfc1918()));
    out.printf(" r1918_8.isrfc1918 = %s (T)%n%n", truth(f.isRfc1918()));
    out.printf(" ipp.version = 1.9%n%n"); // the original's
    out.printf(" zs = %s (49.50.0.81)%n%n", IpPrefix.of(address(4, "31320051")));
    out.printf(" width(r1918_8) = %d (15)%n", f.width());
    out.printf(" r1918_8.equal(r1918_8) = %s (T)%n", truth(f.isSameAddress(f)));
    IpPrefix h = IpPrefix.parse("10.1.1.1/12");
    out.printf(" r1918_8.equal(r1918_8a) = %s (T)%n", truth(f.isSameAddress(h)));
    out.printf(" r1918_8.has_bit_set(4) = %s (T)%n", truth(f.hasBit(4)));
    out.printf(" r1918_8.has_bit_set(5) = %s (F)%n", truth(f.hasBit(5)));
    out.printf(" r1918_8.complement = %s (245.254.254.254/16)%n", f.complement());
    out.printf(
        " r1918_12.first_bit_different(r1918_12a) = %d (16)%n",
        e.firstBitDifferent(IpPrefix.parse("172.16.1.2/16")));
    IpPrefix a1 = IpPrefix.parse("172.16.1.1/32");
    IpPrefix a2 = IpPrefix.parse("172.16.1.2/32");
    out.printf(" a1.first_bit_different(a2) = %d (30)%n", a1.firstBitDifferent(a2));
  }

  private static String lt(IpPrefix a, IpPrefix b) {
    return truth(a.compareTo(b) < 0);
  }

  private static String le(IpPrefix a, IpPrefix b) {
    return truth(a.compareTo(b) <= 0);
  }

  private static String truth(boolean value) {
    return value ? "True" : "False";
  }

  /** Too few bytes are filled up with zeros on the right. */
  private static IpAddress address(int version, String hex) {
    return IpAddress.of(Arrays.copyOf(HexFormat.of().parseHex(hex), version == 4 ? 4 : 16));
  }

  private static IpAddress ascii(String text) {
    return IpAddress.of(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String hex(IpPrefix prefix) {
    return "b'" + HexFormat.of().formatHex(prefix.address().toBytes()) + "'";
  }
}

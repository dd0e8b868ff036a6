// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.plt4j.packet.Ip4;
import org.plt4j.packet.IpProtocol;
import org.plt4j.packet.Packet;
import org.plt4j.trace.Trace;
import org.plt4j.trace.TraceFormatException;

/**
 * Prints IPv4 headers, fragments among them, and says why a file cannot be read (python-libtrace:
 * {@code test-ip}). Run: {@code examples/run IpHeaders [TRACE]}.
 */
public final class IpHeaders {
  public static void main(String[] args) throws IOException {
    String name = args.length > 0 ? args[0] : "testdata/fragments-ip4.pcap";
    try (Trace trace = Trace.open(name)) {
      for (Packet packet = trace.read(); packet != null; packet = trace.read()) {
        Ip4 ip = packet.ip4();
        if (ip != null) {
          show(trace.records(), ip);
        }
      }
    } catch (NoSuchFileException e) {
      System.err.println("There is no file " + e.getFile());
    } catch (TraceFormatException e) {
      // It is no trace, or a record is bad; what a packet holds never throws.
      System.err.println(e.getMessage());
    }
  }

  private static void show(long n, Ip4 ip) {
    System.out.printf("%4d  %s > %s  ", n, ip.src(), ip.dst());
    System.out.printf("%s ttl %d length %d ", protocol(ip), ip.ttl(), ip.totalLength());
    System.out.printf("header %d id %04x", ip.headerLength(), ip.identification());
    if (ip.isDontFragment()) {
      System.out.print(" DF");
    }
    if (ip.isMoreFragments() || ip.fragmentOffset() > 0) {
      int first = 8 * ip.fragmentOffset();
      System.out.printf(" fragment from byte %d%s", first, ip.isMoreFragments() ? " MF" : "");
    }
    System.out.println();
  }

  private static String protocol(Ip4 ip) {
    return IpProtocol.name(ip.protocol());
  }
}

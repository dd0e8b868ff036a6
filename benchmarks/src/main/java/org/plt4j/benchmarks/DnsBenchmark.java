// SPDX-License-Identifier: Apache-2.0
package org.plt4j.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.plt4j.dns.DnsMessage;
import org.plt4j.dns.DnsQuestion;
import org.plt4j.dns.DnsRecord;
import org.plt4j.packet.Packet;
import org.plt4j.packet.Udp;
import org.plt4j.trace.Trace;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * The DNS messages of a trace, ours beside dnsjava: {@code java -jar benchmarks.jar Dns -p
 * trace=dns-test.pcap -prof gc}. A pass is over all messages.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DnsBenchmark {
  /** The trace to read. */
  @Param("../shared/reference/original/dns-test.pcap")
  public String trace = "";

  private final List<Udp> datagrams = new ArrayList<>();
  private final List<byte[]> payloads = new ArrayList<>();

  /** Keeps the datagrams. */
  @Setup
  public void read() throws IOException {
    try (Trace packets = Trace.open(Path.of(trace))) {
      for (Packet packet : packets) {
        Udp udp = packet.udp();
        if (udp != null) {
          datagrams.add(udp);
          ByteBuffer payload = udp.payload();
          byte[] bytes = new byte[payload.remaining()];
          payload.get(bytes);
          payloads.add(bytes);
        }
      }
    }
  }

  /** Header fields and the first question. */
  @Benchmark
  public void headerAndQuestion(Blackhole sink) {
    for (Udp udp : datagrams) {
      DnsMessage message = DnsMessage.of(udp);
      sink.consume(message.id());
      sink.consume(message.flags());
      DnsQuestion question = message.question();
      sink.consume(question);
    }
  }

  /** Header fields and the first question, by dnsjava, which reads all records for that. */
  @Benchmark
  public void headerAndQuestionDnsjava(Blackhole sink) throws IOException {
    for (byte[] payload : payloads) {
      Message message = new Message(payload);
      sink.consume(message.getHeader().getID());
      sink.consume(message.getHeader().getOpcode());
      sink.consume(message.getQuestion());
    }
  }

  /** The same by dnsjava's parts, which serves first names without compression only. */
  @Benchmark
  public void headerAndQuestionDnsjavaParts(Blackhole sink) throws IOException {
    for (byte[] payload : payloads) {
      Header header = new Header(payload);
      sink.consume(header.getID());
      sink.consume(header.getOpcode());
      byte[] records = Arrays.copyOfRange(payload, Header.LENGTH, payload.length);
      sink.consume(Record.fromWire(records, Section.QUESTION));
    }
  }

  /** The text of every record. */
  @Benchmark
  public void texts(Blackhole sink) {
    for (Udp udp : datagrams) {
      DnsMessage message = DnsMessage.of(udp);
      sink.consume(message.questions().toString());
      consume(message.answers(), sink);
      consume(message.authority(), sink);
      consume(message.additional(), sink);
    }
  }

  private static void consume(List<DnsRecord> records, Blackhole sink) {
    for (DnsRecord record : records) {
      sink.consume(record.toString());
    }
  }

  /** The text of every record, by dnsjava. */
  @Benchmark
  public void textsDnsjava(Blackhole sink) throws IOException {
    for (byte[] payload : payloads) {
      Message message = new Message(payload);
      for (int section = Section.QUESTION; section <= Section.ADDITIONAL; section++) {
        for (Record record : message.getSection(section)) {
          sink.consume(record.toString());
        }
      }
    }
  }
}

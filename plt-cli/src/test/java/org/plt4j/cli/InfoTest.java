// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.plt4j.testdata.Json;
import org.plt4j.testdata.TestTraces;

class InfoTest {
  private static final Path DAY = TestTraces.path("flows.pcap");

  private static Map<String, @Nullable Object> json(String trace) {
    return Json.object(Run.plt("info", "--json", TestTraces.path(trace)).out());
  }

  @Test
  void jsonHasTheKeysInOrder() {
    Map<String, @Nullable Object> info = json("flows.pcapng");

    assertThat(info.keySet())
        .containsExactly(
            "file",
            "format",
            "compression",
            "byteOrder",
            "linkTypes",
            "interfaces",
            "packets",
            "capturedBytes",
            "originalBytes",
            "firstNanos",
            "lastNanos",
            "strictTimeOrder",
            "endedInsideRecord",
            "sections",
            "comments");
    assertThat(info)
        .containsEntry("format", "pcapng")
        .containsEntry("compression", "none")
        .containsEntry("packets", 228L)
        .containsEntry("originalBytes", 26947L)
        .containsEntry("endedInsideRecord", false)
        .containsEntry("linkTypes", List.of(1L));
  }

  @Test
  void formatsAndCompressionsAreTold() {
    assertThat(json("container-ns-be.pcap"))
        .containsEntry("byteOrder", "big")
        .doesNotContainKey("sections");
    assertThat(json("flows.pcap.gz")).containsEntry("compression", "gzip");
    assertThat(json("flows.erf")).containsEntry("format", "erf").doesNotContainKey("byteOrder");
  }

  @Test
  void traceWithoutPacketsHasNoTimes() {
    assertThat(json("empty.pcap"))
        .containsEntry("packets", 0L)
        .doesNotContainKeys("firstNanos", "lastNanos");
  }

  @Test
  void cutTraceIsTold() {
    Run run = Run.plt("info", "--json", TestTraces.path("cut-in-record.pcap"), DAY);

    assertThat(run.code()).isEqualTo(Main.BAD_TRACE);
    assertThat(run.lines()).hasSize(2);
    assertThat(Json.object(run.lines().get(0))).containsEntry("endedInsideRecord", true);
    assertThat(Json.object(run.lines().get(1))).containsEntry("packets", 228L);
  }

  @Test
  void textIsForPeople() {
    Run run = Run.plt("info", DAY);

    assertThat(run.code()).isEqualTo(Main.DONE);
    assertThat(run.lines())
        .contains(
            "Format:              pcap, little-endian",
            "Link type:           ETHERNET (1), 228 packets",
            "Packets:             228",
            "Original bytes:      26947",
            "Packets dropped:     not known",
            "Ends inside record:  no")
        .allMatch(line -> line.length() > 21 && line.charAt(20) == ' ');
  }
}

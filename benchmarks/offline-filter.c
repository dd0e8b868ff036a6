// SPDX-License-Identifier: Apache-2.0
// What libpcap's interpreter takes for a packet, beside FilterBenchmark's figures:
//   cc -O2 -o offline-filter benchmarks/offline-filter.c -lpcap
//   ./offline-filter g1.pcap 1000 20000 'tcp port 80 and host 10.1.2.3' ...
// Keeps the first packets of the trace and applies each expression to all of them, so many times; prints the
// nanoseconds a packet of the fastest pass, of all on average, and how many match.
#include <pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

int main(int argc, char **argv) {
  char error[PCAP_ERRBUF_SIZE];
  if (argc < 5) {
    fprintf(stderr, "usage: offline-filter TRACE PACKETS PASSES EXPR...\n");
    return 2;
  }
  pcap_t *trace = pcap_open_offline(argv[1], error);
  if (trace == NULL) {
    fprintf(stderr, "%s\n", error);
    return 1;
  }
  int wanted = atoi(argv[2]), passes = atoi(argv[3]), count = 0;
  struct pcap_pkthdr *headers = calloc(wanted, sizeof *headers), *header;
  u_char **packets = calloc(wanted, sizeof *packets);
  const u_char *data;
  while (count < wanted && pcap_next_ex(trace, &header, &data) == 1) {
    headers[count] = *header;
    packets[count] = malloc(header->caplen);
    memcpy(packets[count++], data, header->caplen);
  }
  for (int arg = 4; arg < argc; arg++) {
    struct bpf_program program;
    if (pcap_compile(trace, &program, argv[arg], 1, PCAP_NETMASK_UNKNOWN) != 0) {
      fprintf(stderr, "%s\n", pcap_geterr(trace));
      return 1;
    }
    double best = 1e18, sum = 0;
    long matches = 0;
    for (int pass = 0; pass < passes; pass++) {
      double start = now();
      matches = 0;
      for (int i = 0; i < count; i++) {
        matches += pcap_offline_filter(&program, &headers[i], packets[i]) != 0;
      }
      double nanos = (now() - start) / count;
      best = nanos < best ? nanos : best;
      sum += nanos;
    }
    printf("%.2f ns, mean %.2f, %ld of %d match: %s\n", best, sum / passes, matches, count, argv[arg]);
  }
  return 0;
}

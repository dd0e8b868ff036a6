// SPDX-License-Identifier: Apache-2.0
//
// Prints what libpcap reads from a trace, one row a record:
//   id  n  seconds.nanoseconds  captured length  original length  CRC-32 of the captured bytes
// The text behind the point is a count of nanoseconds, nine digits or more, not a fraction.
//
// usage: libpcap-records ID FILE      (FILE may be - for standard input)
// exit:  0 read to its end; 1 refused, or an error after some records: the message is on stderr
#include <pcap/pcap.h>
#include <stdint.h>
#include <stdio.h>

static uint32_t crc32_of(const unsigned char *bytes, size_t length) {
  uint32_t crc = 0xffffffffu;
  for (size_t i = 0; i < length; i++) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; bit++) {
      crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320u : 0);
    }
  }
  return ~crc;
}

int main(int argc, char **argv) {
  if (argc == 2 && argv[1][0] == '-') {
    puts(pcap_lib_version());
    return 0;
  }
  if (argc != 3) {
    fprintf(stderr, "usage: libpcap-records ID FILE\n");
    return 2;
  }
  char message[PCAP_ERRBUF_SIZE];
  pcap_t *pcap =
      pcap_open_offline_with_tstamp_precision(argv[2], PCAP_TSTAMP_PRECISION_NANO, message);
  if (pcap == NULL) {
    fprintf(stderr, "%s\n", message);
    return 1;
  }
  struct pcap_pkthdr *header;
  const unsigned char *bytes;
  int status;
  for (unsigned long n = 1; (status = pcap_next_ex(pcap, &header, &bytes)) == 1; n++) {
    printf("%s\t%lu\t%ld.%09ld\t%u\t%u\t%08x\n", argv[1], n, (long)header->ts.tv_sec,
           (long)header->ts.tv_usec, header->caplen, header->len, crc32_of(bytes, header->caplen));
  }
  if (status == PCAP_ERROR) {
    fprintf(stderr, "%s\n", pcap_geterr(pcap));
    return 1;
  }
  pcap_close(pcap);
  return 0;
}

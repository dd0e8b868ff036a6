// SPDX-License-Identifier: Apache-2.0
//
// Prints what libtrace reads from a trace, one row a packet, in 24 columns: id, n, ERF timestamp
// (hex), seconds.nanoseconds (the ERF timestamp rounded down), wire length, captured length,
// framing length, link type, direction, layer 2 bytes, EtherType, layer 3 bytes, transport protocol
// (in parentheses where no header of it is reachable), transport bytes, source, destination, source
// port, destination port, fragment offset (bytes), more fragments, payload length, source MAC,
// destination MAC, CRC-32 of the captured bytes.
//
// usage: libtrace-packets ID URI
// exit:  0 read to its end; 1 refused, or an error after some packets: the message is on stderr
#include <arpa/inet.h>
#include <inttypes.h>
#include <libtrace.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

// libtrace writes complaints of its own to standard output; the rows keep out of their way.
static FILE *rows;

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

static void print_address(struct sockaddr *address) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address != NULL && address->sa_family == AF_INET) {
    inet_ntop(AF_INET, &((struct sockaddr_in *)address)->sin_addr, text, sizeof text);
  } else if (address != NULL && address->sa_family == AF_INET6) {
    inet_ntop(AF_INET6, &((struct sockaddr_in6 *)address)->sin6_addr, text, sizeof text);
  }
  fprintf(rows, "\t%s", text);
}

static void print_mac(const uint8_t *mac) {
  if (mac == NULL) {
    fprintf(rows, "\t");
  } else {
    fprintf(rows, "\t%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4],
            mac[5]);
  }
}

static void print_packet(const char *id, unsigned long n, libtrace_packet_t *packet) {
  uint64_t erf = trace_get_erf_timestamp(packet);
  fprintf(rows, "%s\t%lu\t%016" PRIx64 "\t%" PRIu64 ".%09" PRIu64, id, n, erf, erf >> 32,
          ((erf & 0xffffffffu) * 1000000000u) >> 32);
  size_t captured = trace_get_capture_length(packet);
  libtrace_linktype_t type = trace_get_link_type(packet);
  // Of radiotap without flags, libtrace 3 answers another wire length on every run.
  if (type == TRACE_TYPE_80211_RADIO) {
    fprintf(rows, "\t");
  } else {
    fprintf(rows, "\t%zu", trace_get_wire_length(packet));
  }
  fprintf(rows, "\t%zu\t%zu\t%d\t%d", captured, trace_get_framing_length(packet), (int)type,
          (int)trace_get_direction(packet));

  // Layer 2 is asked for last: asked first, libtrace 3 loses the layers behind cooked headers.
  uint16_t ether_type = 0;
  uint32_t layer3_bytes = 0;
  void *layer3 = trace_get_layer3(packet, &ether_type, &layer3_bytes);
  uint8_t protocol = 0;
  uint32_t transport_bytes = 0;
  void *transport = trace_get_transport(packet, &protocol, &transport_bytes);
  libtrace_linktype_t link_type;
  uint32_t layer2_bytes = 0;
  void *layer2 = trace_get_layer2(packet, &link_type, &layer2_bytes);

  fprintf(rows, layer2 == NULL ? "\t" : "\t%u", layer2_bytes);
  fprintf(rows, layer3 == NULL ? "\t\t" : "\t0x%04x\t%u", ether_type, layer3_bytes);
  if (transport != NULL) {
    fprintf(rows, "\t%u\t%u", protocol, transport_bytes);
  } else if (layer3 != NULL && protocol != 0) {
    fprintf(rows, "\t(%u)\t", protocol);
  } else {
    fprintf(rows, "\t\t");
  }

  struct sockaddr_storage space;
  print_address(trace_get_source_address(packet, (struct sockaddr *)&space));
  print_address(trace_get_destination_address(packet, (struct sockaddr *)&space));
  fprintf(rows, "\t%u\t%u", trace_get_source_port(packet), trace_get_destination_port(packet));
  uint8_t more = 0;
  uint16_t offset = trace_get_fragment_offset(packet, &more);
  fprintf(rows, "\t%u\t%u\t%zu", offset, more ? 1 : 0, trace_get_payload_length(packet));
  // Asked for the addresses of anything else, libtrace 3 ends the program.
  bool has_macs = type == TRACE_TYPE_ETH || type == TRACE_TYPE_80211;
  print_mac(has_macs ? trace_get_source_mac(packet) : NULL);
  print_mac(has_macs ? trace_get_destination_mac(packet) : NULL);

  uint32_t remaining = 0;
  void *bytes = trace_get_packet_buffer(packet, &link_type, &remaining);
  fprintf(rows, "\t%08x\n", crc32_of(bytes, bytes == NULL ? 0 : remaining));
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: libtrace-packets ID URI\n");
    return 2;
  }
  rows = fdopen(dup(STDOUT_FILENO), "w");
  if (rows == NULL || dup2(STDERR_FILENO, STDOUT_FILENO) == -1) {
    perror("libtrace-packets");
    return 2;
  }
  libtrace_t *trace = trace_create(argv[2]);
  if (trace_is_err(trace) || trace_start(trace) == -1) {
    fprintf(stderr, "%s\n", trace_get_err(trace).problem);
    return 1;
  }
  libtrace_packet_t *packet = trace_create_packet();
  for (unsigned long n = 1; trace_read_packet(trace, packet) > 0; n++) {
    print_packet(argv[1], n, packet);
    fflush(rows);
  }
  bool failed = trace_is_err(trace);
  if (failed) {
    fprintf(stderr, "%s\n", trace_get_err(trace).problem);
  }
  trace_destroy_packet(packet);
  trace_destroy(trace);
  return failed ? 1 : 0;
}

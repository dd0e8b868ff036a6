#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Prints the tables in ../expected: what libpcap, libtrace and tshark read from the traces in "..".
# Needs a C compiler, libpcap and libtrace with their headers, tshark, and gzip. Which versions
# printed the committed tables stands in ../PROVENANCE.md.
#
#   libpcap.tsv    every record; gzip files are unzipped first
#   libtrace.tsv   every packet, in the columns of libtrace-packets.c
#   tshark.tsv     every frame; heuristics and reassembly off, checksum validation on, the first
#                  occurrence of a field in a frame
#   refused.tsv    which oracle could not read which trace to its end, after how many rows, and why
set -eu
export LC_ALL=C TZ=UTC

cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cc -O1 -o "$work/libpcap-records" libpcap-records.c -lpcap
cc -O1 -o "$work/libtrace-packets" libtrace-packets.c -ltrace
cd ..

tab=$(printf '\t')
record_columns="id n timestamp captured original crc32"
packet_columns="id n erfTimestamp timestamp wireLength captured framing linkType direction
  layer2Bytes etherType layer3Bytes protocol transportBytes src dst srcPort dstPort
  fragmentOffset moreFragments payloadLength srcMac dstMac crc32"
fields="frame.number frame.time_epoch frame.len frame.cap_len frame.encap_type
  frame.interface_id frame.packet_flags_direction frame.protocols erf.types.type erf.flags.cap
  eth.dst eth.src eth.type sll.pkttype sll.etype vlan.id mpls.label arp.opcode
  ip.src ip.dst ip.proto ip.ttl ip.id ip.len ip.hdr_len ip.dsfield ip.flags ip.frag_offset
  ip.checksum.status ipv6.src ipv6.dst ipv6.nxt ipv6.hlim ipv6.plen ipv6.flow
  tcp.srcport tcp.dstport tcp.seq_raw tcp.ack_raw tcp.hdr_len tcp.flags tcp.window_size_value
  tcp.urgent_pointer tcp.checksum.status udp.srcport udp.dstport udp.length udp.checksum.status
  sctp.srcport sctp.dstport icmp.type icmp.code icmp.checksum.status
  icmpv6.type icmpv6.code icmpv6.checksum.status"

header() { echo "$@" | tr ' ' '\t'; }

# A program's rows go to its table, its complaint (with how many rows it printed) to refused.tsv.
run() {
  oracle=$1
  trace=$2
  shift 2
  status=0
  "$@" >"$work/rows" 2>"$work/message" || status=$?
  cat "$work/rows" >>"expected/$oracle.tsv"
  if [ "$status" -ne 0 ]; then
    message=$(grep -v -e '^Running as' -e '^Aborted' -e '^$' "$work/message" |
      tail -1 | sed 's/^tshark: //')
    rows=$(wc -l <"$work/rows")
    echo "$trace$tab$oracle$tab$((rows))$tab$message" >>expected/refused.tsv
  fi
}

libpcap() {
  case $1 in
    *.gz) gzip -dc "$1" 2>"$work/gzip" | "$work/libpcap-records" "$1" - ;;
    *) "$work/libpcap-records" "$1" "$1" ;;
  esac
}

libtrace() {
  case $1 in
    *.pcap | *.pcap.gz) "$work/libtrace-packets" "$1" "pcapfile:$1" ;;
    *.pcapng | *.pcapng.gz) "$work/libtrace-packets" "$1" "pcapng:$1" ;;
    *) "$work/libtrace-packets" "$1" "erf:$1" ;;
  esac
}

# Nearly every heuristic dissector is called after its protocol and the one below it.
candidates=$(tshark -G heuristic-decodes 2>/dev/null | awk -F '\t' '{ print $2 "_" $1 }' | sort -u)
disable() { for name in "$@"; do echo "--disable-heuristic $name"; done; }
# shellcheck disable=SC2046,SC2086
tshark -r empty.pcap $(disable $candidates) 2>&1 |
  sed -n "s/.*No such protocol \\(.*\\), can't disable/\\1/p" >"$work/unknown"
# shellcheck disable=SC2046
heuristics=$(disable $(echo "$candidates" | grep -v -x -F -f "$work/unknown"))

# ERF says of an ATM cell neither whether it begins a frame nor what the frame holds.
tshark_fields() {
  # shellcheck disable=SC2086
  tshark -n -r "$1" $heuristics \
    -o ip.defragment:FALSE -o ipv6.defragment:FALSE \
    -o tcp.desegment_tcp_streams:FALSE -o tcp.relative_sequence_numbers:FALSE \
    -o ip.check_checksum:TRUE -o tcp.check_checksum:TRUE -o udp.check_checksum:TRUE \
    -o erf.rawcell_first:TRUE -o 'erf.aal5_type:LLC multiplexed' \
    -T fields -E occurrence=f $(for field in $fields; do echo "-e $field"; done) \
    2>"$work/tshark" >"$work/fields" && status=0 || status=$?
  sed "s/^/$1$tab/" "$work/fields"
  cat "$work/tshark" >&2
  return "$status"
}

mkdir -p expected
# shellcheck disable=SC2086
{
  header $record_columns >expected/libpcap.tsv
  header $packet_columns >expected/libtrace.tsv
  header id $fields >expected/tshark.tsv
}
header id oracle rows message >expected/refused.tsv

for trace in *.pcap *.pcapng *.erf *.gz; do
  run libpcap "$trace" libpcap "$trace"
  run libtrace "$trace" libtrace "$trace"
  run tshark "$trace" tshark_fields "$trace"
done

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Compresses flows.pcap with everybody's own programs into testdata/compressed.
# Needs bzip2, xz, zstd, lz4, ncompress, gzip.
set -e
cd "$(dirname "$0")/.."
mkdir -p compressed
head -c 10000 flows.pcap >compressed/head
tail -c +10001 flows.pcap >compressed/tail
cd compressed
gzip -9nc ../flows.pcap >flows.pcap.gz
{ gzip -1nc head; gzip -9nc tail; printf 'garbage behind'; } >flows-members.pcap.gz
bzip2 -1c ../flows.pcap >flows.pcap.bz2
{ bzip2 -9c head; bzip2 -1c tail; } >flows-members.pcap.bz2
xz -6c ../flows.pcap >flows.pcap.xz
{ xz -0c --check=crc32 head; xz -9c --check=sha256 --block-size=5000 tail; } >flows-members.pcap.xz
zstd -qc -3 ../flows.pcap >flows.pcap.zst
{
  printf '\132\052\115\030\005\0\0\0skip.' # a frame to be skipped
  zstd -qc -19 --no-check head
  printf '\120\052\115\030\003\0\0\0abc'
  zstd -qc -1 tail
} >flows-members.pcap.zst
lz4 -qc -1 ../flows.pcap >flows.pcap.lz4
lz4 -qc -l ../flows.pcap >flows-legacy.pcap.lz4
{ lz4 -qc -9 -BD head; printf '\121\052\115\030\003\0\0\0abc'; lz4 -qc -B4 -BX tail; } >flows-members.pcap.lz4
compress -c ../flows.pcap >flows.pcap.Z
compress -b 10 -c ../flows.pcap >flows-10-bits.pcap.Z
gzip -9nc flows.pcap.xz >flows-nested.pcap.xz.gz
rm head tail

// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Writes gzip members (RFC 1952) with a deflate (RFC 1951) of its own: what the JDK's deflater
 * writes depends on the zlib beneath it, and committed traces must not.
 */
final class Gzip {
  private static final int LONGEST_MATCH = 258;
  private static final int FARTHEST_MATCH = 32768;
  private static final int END_OF_BLOCK = 256;

  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;

  private Gzip() {}

  /** A member whose deflate stream is one block with fixed Huffman codes. */
  static byte[] member(byte[] content) {
    return member(header(0).array(), new Deflate().fixed(content), content);
  }

  /** A member of stored blocks, whose header has an extra field, a name and a comment. */
  static byte[] storedMember(byte[] content) {
    Bytes header = header(EXTRA | NAME | COMMENT).hex("0600").text("PL").hex("0200 0102");
    header.text("stored.pcap").u8(0).text("an uncompressed member").u8(0);
    return member(header.array(), stored(content), content);
  }

  private static Bytes header(int flags) {
    return new Bytes().hex("1f8b08").u8(flags).u32(0).u8(0).u8(255);
  }

  private static byte[] member(byte[] header, byte[] deflated, byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    byte[] trailer =
        new Bytes(ByteOrder.LITTLE_ENDIAN).u32(crc.getValue()).u32(content.length).array();
    return Bytes.concat(header, deflated, trailer);
  }

  private static byte[] stored(byte[] content) {
    Bytes out = new Bytes(ByteOrder.LITTLE_ENDIAN);
    int half = content.length / 2;
    out.u8(0).u16(half).u16(~half).raw(Arrays.copyOf(content, half));
    int rest = content.length - half;
    out.u8(1).u16(rest).u16(~rest).raw(Arrays.copyOfRange(content, half, content.length));
    return out.array();
  }

  /** Bits go into a byte from its lowest bit up; Huffman codes with their highest bit first. */
  private static final class Deflate {
    private final Bytes out = new Bytes();
    private int bits;
    private int held;

    byte[] fixed(byte[] content) {
      number(1, 1);
      number(1, 2);
      Map<Integer, Integer> lastSeen = new HashMap<>();
      int at = 0;
      while (at < content.length) {
        int length = 1;
        if (at + 3 <= content.length) {
          Integer earlier = lastSeen.put(threeBytes(content, at), at);
          if (earlier != null && at - earlier <= FARTHEST_MATCH) {
            length = matchLength(content, earlier, at);
            match(length, at - earlier);
          } else {
            literalOrLength(content[at] & 0xff);
          }
        } else {
          literalOrLength(content[at] & 0xff);
        }
        at += length;
      }
      literalOrLength(END_OF_BLOCK);
      number(0, Math.floorMod(-held, 8));
      return out.array();
    }

    private static int threeBytes(byte[] content, int at) {
      return (content[at] & 0xff) << 16 | (content[at + 1] & 0xff) << 8 | (content[at + 2] & 0xff);
    }

    private static int matchLength(byte[] content, int earlier, int at) {
      int limit = Math.min(LONGEST_MATCH, content.length - at);
      int length = 3;
      while (length < limit && content[earlier + length] == content[at + length]) {
        length++;
      }
      return length;
    }

    // RFC 1951 section 3.2.5: ranges of lengths and distances double in size every four or two
    // codes; a code is followed by the place within its range.
    private void match(int length, int distance) {
      if (length == LONGEST_MATCH) {
        literalOrLength(285);
      } else {
        int extra = Math.max(0, 29 - Integer.numberOfLeadingZeros(length - 3));
        literalOrLength(257 + 4 * extra + ((length - 3) >> extra));
        number((length - 3) & ((1 << extra) - 1), extra);
      }
      int extra = Math.max(0, 30 - Integer.numberOfLeadingZeros(distance - 1));
      code(2 * extra + ((distance - 1) >> extra), 5);
      number((distance - 1) & ((1 << extra) - 1), extra);
    }

    // RFC 1951 section 3.2.6.
    private void literalOrLength(int symbol) {
      if (symbol < 144) {
        code(0x30 + symbol, 8);
      } else if (symbol < 256) {
        code(0x190 + symbol - 144, 9);
      } else if (symbol < 280) {
        code(symbol - 256, 7);
      } else {
        code(0xc0 + symbol - 280, 8);
      }
    }

    private void code(int value, int width) {
      number(Integer.reverse(value) >>> (32 - width), width);
    }

    private void number(int value, int width) {
      bits |= value << held;
      held += width;
      while (held >= 8) {
        out.u8(bits);
        bits >>>= 8;
        held -= 8;
      }
    }
  }
}

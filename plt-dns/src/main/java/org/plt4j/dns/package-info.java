// SPDX-License-Identifier: Apache-2.0
/**
 * DNS messages and their records, read from packets.
 *
 * <p>Messages, records and options are windows on bytes that never change; names are values that
 * own theirs. Nothing in a message throws, whatever it is: {@link org.plt4j.dns.DnsMessage#status}
 * tells the first fault, the records that are whole are there, and a name that does not resolve is
 * null. No count or length of a message sizes an allocation before it was compared with the bytes
 * that are there. All of it may be used from several threads, but for {@link
 * org.plt4j.dns.DnsStream}.
 */
@NullMarked
package org.plt4j.dns;

import org.jspecify.annotations.NullMarked;

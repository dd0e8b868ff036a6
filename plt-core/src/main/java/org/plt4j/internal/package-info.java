// SPDX-License-Identifier: Apache-2.0
/**
 * What the packages of this module share and nobody else sees: the reads of numbers from buffers,
 * what a trace tells a packet about where it came from, and the way by which a reader makes a
 * packet.
 */
@NullMarked
package org.plt4j.internal;

import org.jspecify.annotations.NullMarked;

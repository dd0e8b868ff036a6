// SPDX-License-Identifier: Apache-2.0
/**
 * How compressions come to the module: a {@link org.plt4j.trace.spi.Codec} in an artifact of its
 * own, found by {@link java.util.ServiceLoader}, so that none needs to be there.
 */
@NullMarked
package org.plt4j.trace.spi;

import org.jspecify.annotations.NullMarked;

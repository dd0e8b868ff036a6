// SPDX-License-Identifier: Apache-2.0
/**
 * DNS messages and their records, read from packets. None of it is written yet: the package holds
 * no types and its module does not export it.
 */
@NullMarked
package org.plt4j.dns;

import org.jspecify.annotations.NullMarked;

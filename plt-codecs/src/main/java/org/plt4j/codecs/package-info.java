// SPDX-License-Identifier: Apache-2.0
/** Compressions on Commons Compress and XZ for Java. Nothing here is used but as a service. */
@NullMarked
package org.plt4j.codecs;

import org.jspecify.annotations.NullMarked;

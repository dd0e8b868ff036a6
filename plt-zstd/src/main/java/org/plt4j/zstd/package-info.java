// SPDX-License-Identifier: Apache-2.0
/** Zstandard on aircompressor. Nothing here is used but as a service. */
@NullMarked
package org.plt4j.zstd;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * Traces that the project generates itself, the oracle data that its results are compared with, and
 * what the tests of the other modules need to use either. Never published.
 *
 * <p>{@link org.plt4j.testdata.TraceGenerator} writes the committed traces of the folder {@code
 * testdata/}; {@link org.plt4j.testdata.TestTraces} finds them. {@link
 * org.plt4j.testdata.Reference} finds captures and tables that the project does not own and
 * therefore does not hold: where they are absent, the test that asks for them is aborted with a
 * message that says so. {@link org.plt4j.testdata.Score} counts how well ours agrees with them.
 */
@NullMarked
package org.plt4j.testdata;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.util.List;

/**
 * How a subcommand is called, and what help says of it.
 *
 * @param name the word after {@code plt}
 * @param description one sentence
 * @param operand what help calls the operands, of which there must be one or more
 * @param operandDescription what they are
 * @param options the options, in the order in which help shows them
 */
record Synopsis(
    String name,
    String description,
    String operand,
    String operandDescription,
    List<Option> options) {}

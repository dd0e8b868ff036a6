// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.plt4j.cli.CommandLine;

/**
 * A process in which samples and commands run one after the other, in a folder of its own: the
 * working directory of a process cannot be changed. A line of the file in {@code args[0]} is a
 * task, of which the output and the exit code or a fault go to files beside it.
 */
final class SampleRunner {
  private SampleRunner() {}

  public static void main(String[] args) throws IOException {
    Path tasks = Path.of(args[0]);
    List<String> lines = Files.readAllLines(tasks);
    for (int i = 0; i < lines.size(); i++) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      PrintStream out = new PrintStream(bytes, true, UTF_8);
      String result = run(lines.get(i).split("\t", -1), out);
      out.flush();
      Files.write(tasks.resolveSibling(i + ".out"), bytes.toByteArray());
      Files.writeString(tasks.resolveSibling(i + ".result"), result);
    }
    System.exit(0); // whatever threads a sample has left
  }

  private static String run(String[] task, PrintStream out) {
    try {
      if (task[0].equals("plt")) {
        byte[] in = task[1].isEmpty() ? new byte[0] : Files.readAllBytes(Path.of(task[1]));
        System.setIn(new ByteArrayInputStream(in));
        return "" + CommandLine.run(Arrays.copyOfRange(task, 2, task.length), out);
      }
      System.setOut(out);
      Sample.begin();
      Class.forName(task[1])
          .getDeclaredMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
      Sample.end();
      return "0";
    } catch (Exception | LinkageError e) {
      return e.getCause() == null ? e.toString() : trace(e.getCause());
    }
  }

  private static String trace(Throwable fault) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    fault.printStackTrace(new PrintStream(bytes, true, UTF_8));
    return bytes.toString(UTF_8);
  }
}

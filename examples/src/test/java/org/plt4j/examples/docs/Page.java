// SPDX-License-Identifier: Apache-2.0
package org.plt4j.examples.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page in Markdown: its blocks of code, spans of code, rows of tables, headings and links. */
final class Page {
  private static final String FENCE = "```";
  private static final Pattern LINK = Pattern.compile("\\[[^\\]\\[]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern SPAN = Pattern.compile("(?<!`)`([^`]+)`(?!`)");

  /** A block between fences: its language, its lines, the number of its first one. */
  record Block(String language, List<String> lines, int line) {}

  /** A line of text outside of blocks. */
  record Line(String text, int number) {}

  final Path file;
  final List<Block> blocks = new ArrayList<>();
  final List<Line> lines = new ArrayList<>();

  private Page(Path file) {
    this.file = file;
  }

  static Page read(Path file) throws IOException {
    Page page = new Page(file);
    int number = 0;
    Block block = null;
    for (String line : Files.readAllLines(file)) {
      number++;
      if (line.strip().startsWith(FENCE)) {
        if (block == null) {
          String language = line.strip().substring(FENCE.length());
          block = new Block(language, new ArrayList<>(), number + 1);
          page.blocks.add(block);
        } else {
          block = null;
        }
      } else if (block != null) {
        block.lines.add(line);
      } else {
        page.lines.add(new Line(line, number));
      }
    }
    return page;
  }

  /** Every page below a folder, but for what a build makes. */
  static List<Page> all(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files =
          walk.filter(file -> file.toString().endsWith(".md"))
              .filter(file -> !folder.relativize(file).toString().contains("target"))
              .sorted()
              .toList();
    }
    List<Page> pages = new ArrayList<>();
    for (Path file : files) {
      pages.add(read(file));
    }
    return pages;
  }

  String name() {
    return file.getFileName().toString();
  }

  /** The code spans of a text. */
  static List<String> spans(String text) {
    return SPAN.matcher(text).results().map(found -> found.group(1)).toList();
  }

  /** The targets of all links. */
  List<Line> links() {
    List<Line> links = new ArrayList<>();
    for (Line line : lines) {
      Matcher link = LINK.matcher(SPAN.matcher(line.text).replaceAll("code"));
      while (link.find()) {
        links.add(new Line(link.group(1), line.number));
      }
    }
    return links;
  }

  /** The names by which headings can be linked to, as GitHub makes them. */
  Set<String> anchors() {
    Set<String> anchors = new HashSet<>();
    Map<String, Integer> seen = new HashMap<>();
    for (Line line : lines) {
      if (line.text.matches("#{1,6} .*")) {
        String plain =
            line.text.replaceFirst("#+ ", "").replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1");
        String anchor =
            plain.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}\\- _]", "").replace(' ', '-');
        int before = seen.merge(anchor, 1, Integer::sum) - 1;
        anchors.add(before == 0 ? anchor : anchor + "-" + before);
      }
    }
    return anchors;
  }
}

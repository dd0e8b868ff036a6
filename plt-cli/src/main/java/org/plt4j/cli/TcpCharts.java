// SPDX-License-Identifier: Apache-2.0
package org.plt4j.cli;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.plt4j.natkit.TcpConnection;
import org.w3c.dom.Document;

/** Draws charts of TCP connections, one below the other, into a file. */
final class TcpCharts {
  private static final int WIDTH = 1100;
  private static final int HEIGHT = 420;

  private static final Color BLUE = new Color(0x1f, 0x77, 0xb4);
  private static final Color GREEN = new Color(0x2c, 0xa0, 0x2c);
  private static final Color RED = new Color(0xd6, 0x27, 0x28);

  private TcpCharts() {}

  static void draw(
      Path file,
      Intervals intervals,
      @Nullable TcpConnection largest,
      TcpPlot.@Nullable Sequence sequence,
      TcpPlot.Points roundTrips)
      throws IOException {
    System.setProperty("java.awt.headless", "true");
    List<XYChart> charts = new ArrayList<>();
    charts.add(rate(intervals));
    if (largest != null && sequence != null) {
      charts.add(sequence(largest, sequence));
    }
    charts.add(roundTrips(roundTrips, intervals));
    if (file.toString().toLowerCase(Locale.ROOT).endsWith(".svg")) {
      drawSvg(file, charts);
    } else {
      drawPng(file, charts);
    }
  }

  private static void drawPng(Path file, List<XYChart> charts) throws IOException {
    BufferedImage image =
        new BufferedImage(WIDTH, HEIGHT * charts.size(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    paint(graphics, charts);
    graphics.dispose();
    try (OutputStream out = Files.newOutputStream(file)) {
      ImageIO.write(image, "png", out);
    }
  }

  private static void drawSvg(Path file, List<XYChart> charts) throws IOException {
    SVGGraphics2D graphics = new SVGGraphics2D(svgDocument());
    graphics.setSVGCanvasSize(new Dimension(WIDTH, HEIGHT * charts.size()));
    paint(graphics, charts);
    try (Writer out = Files.newBufferedWriter(file)) {
      graphics.stream(out);
    }
  }

  /** The DOM that drawings are collected in. */
  private static Document svgDocument() {
    try {
      return DocumentBuilderFactory.newDefaultNSInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument(SVGGraphics2D.SVG_NAMESPACE_URI, "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e); // the default configuration is always there
    }
  }

  private static void paint(Graphics2D graphics, List<XYChart> charts) {
    for (XYChart chart : charts) {
      if (chart.getSeriesMap().isEmpty()) { // or its axes would begin at -1
        chart.getStyler().setXAxisMin(0.0).setYAxisMin(0.0);
      }
      chart.paint(graphics, WIDTH, HEIGHT);
      graphics.translate(0, HEIGHT);
    }
  }

  // ---- the charts

  private static XYChart chart(String title, String y) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle("seconds")
            .yAxisTitle(y)
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setMarkerSize(4);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setLocale(Locale.ROOT);
    chart.getStyler().setXAxisDecimalPattern("#,##0.######");
    chart.getStyler().setYAxisDecimalPattern("#,##0.######");
    return chart;
  }

  private static void add(
      XYChart chart, String name, double[] x, double[] y, Color color, @Nullable Marker marker) {
    if (x.length == 0) {
      return;
    }
    XYSeries series = chart.addSeries(name, x, y);
    series.setLineColor(color);
    series.setMarkerColor(color);
    series.setMarker(marker == null ? SeriesMarkers.NONE : marker);
    series.setXYSeriesRenderStyle(
        marker == null ? XYSeriesRenderStyle.Line : XYSeriesRenderStyle.Scatter);
    series.setLineWidth(1.5f);
  }

  private static XYChart rate(Intervals intervals) {
    XYChart chart = chart("Rate, in intervals of " + intervals.length() / 1e9 + " s", "Mb/s");
    double[] x = new double[2 * intervals.size()];
    double[] y = new double[2 * intervals.size()];
    for (int i = 0; i < intervals.size(); i++) { // a step for each
      double start = (double) (intervals.start(i) - intervals.start(0)) / 1e9;
      x[2 * i] = start;
      x[2 * i + 1] = start + intervals.length() / 1e9;
      y[2 * i] = intervals.bitsPerSecond(i) / 1e6;
      y[2 * i + 1] = y[2 * i];
    }
    chart.getStyler().setLegendVisible(false);
    add(chart, "rate", x, y, BLUE, null);
    return chart;
  }

  private static XYChart sequence(TcpConnection connection, TcpPlot.Sequence sequence) {
    boolean forward = connection.forward().newPayload() >= connection.reverse().newPayload();
    int way = forward ? 0 : 1;
    String title =
        "Sequence numbers of " + (forward ? connection.key() : connection.key().reverse());
    XYChart chart = chart(title, "bytes");
    long start = connection.firstNanos();
    add(chart, "acknowledged", sequence.acknowledged[way], start, 1, GREEN, null);
    add(chart, "sent", sequence.sent[way], start, 1, BLUE, SeriesMarkers.CIRCLE);
    add(chart, "sent again", sequence.again[way], start, 1, RED, SeriesMarkers.CROSS);
    return chart;
  }

  private static XYChart roundTrips(TcpPlot.Points points, Intervals intervals) {
    XYChart chart = chart("Times from segments to their acknowledgments", "milliseconds");
    long start = intervals.size() == 0 ? 0 : intervals.start(0);
    chart.getStyler().setLegendVisible(false);
    add(chart, "RTT", points, start, 1e6, BLUE, SeriesMarkers.CIRCLE);
    return chart;
  }

  private static void add(
      XYChart chart,
      String name,
      TcpPlot.Points points,
      long start,
      double unit,
      Color color,
      @Nullable Marker marker) {
    double[] x = new double[points.size()];
    double[] y = new double[points.size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = (points.time(i) - start) / 1e9;
      y[i] = points.value(i) / unit;
    }
    add(chart, name, x, y, color, marker);
  }
}

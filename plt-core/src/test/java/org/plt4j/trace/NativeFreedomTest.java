// SPDX-License-Identifier: Apache-2.0
package org.plt4j.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.plt4j.testdata.NativeFreedom;

class NativeFreedomTest {
  @TempDir private Path folder;

  @Test
  void runtimeClassPathHoldsNoNativeCode() throws Exception {
    assertThat(NativeFreedom.violations(NativeFreedom.publishedClassPath())).isEmpty();
  }

  @Test
  void classPathIsTheOneOfTheModule() throws Exception {
    assertThat(NativeFreedom.publishedClassPath().get(0).resolve("org/plt4j/packet")).isDirectory();
  }

  @Test
  void nativeMethodIsFound() throws Exception {
    Path jar = jar("object.jar", "some/Object.class", classFile(Object.class));
    assertThat(NativeFreedom.violations(List.of(jar)))
        .contains(jar + "!/some/Object.class: native method hashCode");
  }

  @Test
  void nativeMethodInsideJarInsideJarIsFound() throws Exception {
    Path inner = jar("inner.jar", "Object.class", classFile(Object.class));
    Path outer = jar("outer.jar", "lib/inner.jar", Files.readAllBytes(inner));
    assertThat(NativeFreedom.violations(List.of(outer)))
        .contains(outer + "!/lib/inner.jar!/Object.class: native method hashCode");
  }

  @Test
  void classWithoutNativeMethodIsFine() throws Exception {
    Path jar = jar("list.jar", "some/List.class", classFile(List.class));
    assertThat(NativeFreedom.violations(List.of(jar))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.so", "x.so.1.2", "x.dll", "x.DYLIB", "x.jnilib", "x.a"})
  void nativeLibraryIsFoundByName(String name) throws Exception {
    Path jar = jar("x.jar", "META-INF/" + name, new byte[0]);
    assertThat(NativeFreedom.violations(List.of(jar)))
        .containsExactly(jar + "!/META-INF/" + name + ": native library");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u007fELF",
        "\u00cf\u00fa\u00ed\u00fe",
        "\u00ca\u00fe\u00ba\u00be\0\0\0\2",
        "MZ",
        "!<arch>\n"
      })
  void nativeLibraryIsFoundByItsFirstBytes(String start) throws Exception {
    Files.write(folder.resolve("data"), start.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(NativeFreedom.violations(List.of(folder)))
        .containsExactly(folder + "!/data: native library");
  }

  /** The real thing: the artifact that the tests of this module use, and no user of it gets. */
  @Test
  void jnaIsFound() throws Exception {
    Path jna =
        Path.of(
            com.sun.jna.Native.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    assertThat(NativeFreedom.violations(List.of(jna)))
        .contains(jna + ": binds to native code")
        .contains(jna + "!/com/sun/jna/Native.class: native method malloc")
        .anyMatch(line -> line.endsWith("/libjnidispatch.so: native library"))
        .anyMatch(line -> line.endsWith("/jnidispatch.dll: native library"));
  }

  private Path jar(String jarName, String entry, byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(bytes);
    }
    return Files.write(folder.resolve(jarName), out.toByteArray());
  }

  private static byte[] classFile(Class<?> type) throws IOException {
    try (InputStream in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
      return in == null ? fail("no class file of " + type) : in.readAllBytes();
    }
  }
}

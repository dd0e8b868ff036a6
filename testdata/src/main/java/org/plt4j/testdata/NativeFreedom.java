// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Finds native code on a class path: native libraries (by name and by their first bytes), the
 * artifacts that bind to them (JNA, JNR) and {@code native} methods of any class. Jars inside jars
 * are looked into as well.
 */
public final class NativeFreedom {
  private static final Pattern LIBRARY_NAME =
      Pattern.compile(".*\\.(so(\\.[0-9.]+)?|dll|dylib|jnilib|a)", Pattern.CASE_INSENSITIVE);
  private static final Pattern BINDING_JAR =
      Pattern.compile("(jna|jnr|jffi)([-.].*)?\\.jar", Pattern.CASE_INSENSITIVE);
  private static final Pattern BINDING_CLASS =
      Pattern.compile("(com/sun/jna|jnr|com/kenai/jffi)/.*");

  private static final int ACC_NATIVE = 0x0100;

  private NativeFreedom() {}

  /** What the build says that a user of the module under test gets: its classes, then its jars. */
  public static List<Path> publishedClassPath() throws IOException {
    List<Path> classPath = new ArrayList<>();
    classPath.add(Path.of(property("plt.classes")));
    String jars = Files.readString(Path.of(property("plt.runtime.classpath"))).strip();
    for (String jar : jars.split(Pattern.quote(File.pathSeparator), -1)) {
      if (!jar.isEmpty()) {
        classPath.add(Path.of(jar));
      }
    }
    return classPath;
  }

  private static String property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new IllegalStateException("system property " + name + " is not set");
    }
    return value;
  }

  /**
   * Names everything native on a class path, one line each; an empty list is a clean class path.
   *
   * @param classPath jars and folders, all of which exist
   */
  public static List<String> violations(List<Path> classPath) throws IOException {
    List<String> found = new ArrayList<>();
    for (Path element : classPath) {
      if (Files.isDirectory(element)) {
        try (Stream<Path> files = Files.walk(element)) {
          for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
            String name = element.relativize(file).toString().replace(File.separatorChar, '/');
            try (InputStream in = Files.newInputStream(file)) {
              examine(element.toString(), name, in.readAllBytes(), found);
            }
          }
        }
      } else {
        String name = element.getFileName().toString();
        examine(element.toString(), name, Files.readAllBytes(element), found);
      }
    }
    return found;
  }

  private static void examine(String where, String name, byte[] bytes, List<String> found)
      throws IOException {
    String label = where.endsWith(name) ? where : where + "!/" + name;
    String simpleName = name.substring(name.lastIndexOf('/') + 1);
    if (BINDING_JAR.matcher(simpleName).matches() || BINDING_CLASS.matcher(name).matches()) {
      found.add(label + ": binds to native code");
    }
    if (LIBRARY_NAME.matcher(simpleName).matches() || isNativeBinary(bytes)) {
      found.add(label + ": native library");
    } else if (startsWith(bytes, 'P', 'K', 3, 4)) {
      try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
          if (!entry.isDirectory()) {
            examine(label, entry.getName(), zip.readAllBytes(), found);
          }
        }
      }
    } else if (isClassFile(bytes)) {
      for (String method : nativeMethods(bytes)) {
        found.add(label + ": native method " + method);
      }
    }
  }

  private static boolean startsWith(byte[] bytes, int... start) {
    if (bytes.length < start.length) {
      return false;
    }
    for (int i = 0; i < start.length; i++) {
      if ((bytes[i] & 0xff) != start[i]) {
        return false;
      }
    }
    return true;
  }

  /** ELF, Mach-O, PE, or an archive of objects. */
  private static boolean isNativeBinary(byte[] bytes) {
    return startsWith(bytes, 0x7f, 'E', 'L', 'F')
        || startsWith(bytes, 0xfe, 0xed, 0xfa, 0xce)
        || startsWith(bytes, 0xfe, 0xed, 0xfa, 0xcf)
        || startsWith(bytes, 0xce, 0xfa, 0xed, 0xfe)
        || startsWith(bytes, 0xcf, 0xfa, 0xed, 0xfe)
        || (startsWith(bytes, 0xca, 0xfe, 0xba, 0xbe) && !isClassFile(bytes))
        || startsWith(bytes, '!', '<', 'a', 'r', 'c', 'h', '>')
        || startsWith(bytes, 'M', 'Z');
  }

  /** A Mach-O file for several processors starts alike: then here is their number, always small. */
  private static boolean isClassFile(byte[] bytes) {
    return startsWith(bytes, 0xca, 0xfe, 0xba, 0xbe)
        && bytes.length >= 8
        && ((bytes[6] & 0xff) << 8 | (bytes[7] & 0xff)) >= 45;
  }

  /** Reads just enough of a class file (JVMS, chapter 4) to see the flags of its methods. */
  private static List<String> nativeMethods(byte[] bytes) throws IOException {
    List<String> found = new ArrayList<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      in.skipNBytes(8);
      String[] texts = new String[in.readUnsignedShort()];
      for (int i = 1; i < texts.length; i++) {
        int tag = in.readUnsignedByte();
        switch (tag) {
          case 1 -> texts[i] = in.readUTF();
          case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4);
          case 5, 6 -> {
            in.skipNBytes(8);
            i++;
          }
          case 7, 8, 16, 19, 20 -> in.skipNBytes(2);
          case 15 -> in.skipNBytes(3);
          default -> throw new IOException("constant of unknown kind " + tag);
        }
      }
      in.skipNBytes(6);
      in.skipNBytes(2L * in.readUnsignedShort());
      for (int fields = in.readUnsignedShort(); fields > 0; fields--) {
        in.skipNBytes(6);
        skipAttributes(in);
      }
      for (int methods = in.readUnsignedShort(); methods > 0; methods--) {
        int access = in.readUnsignedShort();
        String name = texts[in.readUnsignedShort()];
        in.skipNBytes(2);
        skipAttributes(in);
        if ((access & ACC_NATIVE) != 0) {
          found.add(name);
        }
      }
    }
    return found;
  }

  private static void skipAttributes(DataInputStream in) throws IOException {
    for (int attributes = in.readUnsignedShort(); attributes > 0; attributes--) {
      in.skipNBytes(2);
      in.skipNBytes(in.readInt() & 0xffffffffL);
    }
  }
}

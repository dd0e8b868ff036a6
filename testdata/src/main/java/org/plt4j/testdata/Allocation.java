// SPDX-License-Identifier: Apache-2.0
package org.plt4j.testdata;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.stream.LongStream;

/** How many bytes threads have allocated so far: a ceiling holds whatever else the machine does. */
public final class Allocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  /** Those of the current thread. */
  public static long bytes() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }

  /** Those of all threads that are alive. */
  public static long bytesOfAllThreads() {
    long[] bytes = THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds());
    return LongStream.of(bytes).filter(count -> count > 0).sum();
  }
}

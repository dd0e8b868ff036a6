// SPDX-License-Identifier: Apache-2.0
package org.plt4j.zstd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.plt4j.testdata.NativeFreedom;

class NativeFreedomTest {
  @Test
  void runtimeClassPathHoldsNoNativeCode() throws Exception {
    assertThat(NativeFreedom.violations(NativeFreedom.publishedClassPath())).isEmpty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.plt4j.natkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.plt4j.testdata.NativeFreedom;

class NativeFreedomTest {
  @Test
  void runtimeClassPathHoldsNoNativeCode() throws IOException {
    assertThat(NativeFreedom.violations(NativeFreedom.publishedClassPath())).isEmpty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.plt4j.ipp;

import org.plt4j.packet.IpAddress;

/** What each address is replaced by. */
interface AddressMapping {
  IpAddress map(IpAddress address);
}

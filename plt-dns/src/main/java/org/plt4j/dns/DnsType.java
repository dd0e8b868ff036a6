// SPDX-License-Identifier: Apache-2.0
package org.plt4j.dns;

import org.jspecify.annotations.Nullable;

/** Types of records (IANA, "Domain Name System Parameters"): an open set of 16-bit numbers. */
public final class DnsType {
  /** An IPv4 address. */
  public static final int A = 1;

  /** A name server. */
  public static final int NS = 2;

  /** Type MD. */
  public static final int MD = 3;

  /** Type MF. */
  public static final int MF = 4;

  /** An alias. */
  public static final int CNAME = 5;

  /** The start of a zone. */
  public static final int SOA = 6;

  /** Type MB. */
  public static final int MB = 7;

  /** Type MG. */
  public static final int MG = 8;

  /** Type MR. */
  public static final int MR = 9;

  /** Type NULL. */
  public static final int NULL = 10;

  /** Type WKS. */
  public static final int WKS = 11;

  /** A pointer to a name. */
  public static final int PTR = 12;

  /** Type HINFO. */
  public static final int HINFO = 13;

  /** Type MINFO. */
  public static final int MINFO = 14;

  /** A mail exchanger. */
  public static final int MX = 15;

  /** Text. */
  public static final int TXT = 16;

  /** Type RP. */
  public static final int RP = 17;

  /** Type AFSDB. */
  public static final int AFSDB = 18;

  /** Type X25. */
  public static final int X25 = 19;

  /** Type ISDN. */
  public static final int ISDN = 20;

  /** Type RT. */
  public static final int RT = 21;

  /** Type NSAP. */
  public static final int NSAP = 22;

  /** Type NSAP-PTR. */
  public static final int NSAP_PTR = 23;

  /** Type SIG. */
  public static final int SIG = 24;

  /** Type KEY. */
  public static final int KEY = 25;

  /** Type PX. */
  public static final int PX = 26;

  /** Type GPOS. */
  public static final int GPOS = 27;

  /** An IPv6 address. */
  public static final int AAAA = 28;

  /** Type LOC. */
  public static final int LOC = 29;

  /** Type NXT. */
  public static final int NXT = 30;

  /** Type EID. */
  public static final int EID = 31;

  /** Type NIMLOC. */
  public static final int NIMLOC = 32;

  /** A service. */
  public static final int SRV = 33;

  /** Type ATMA. */
  public static final int ATMA = 34;

  /** Type NAPTR. */
  public static final int NAPTR = 35;

  /** Type KX. */
  public static final int KX = 36;

  /** Type CERT. */
  public static final int CERT = 37;

  /** Type A6. */
  public static final int A6 = 38;

  /** Type DNAME. */
  public static final int DNAME = 39;

  /** Type SINK. */
  public static final int SINK = 40;

  /** EDNS (RFC 6891). */
  public static final int OPT = 41;

  /** Type APL. */
  public static final int APL = 42;

  /** A delegation signer. */
  public static final int DS = 43;

  /** Type SSHFP. */
  public static final int SSHFP = 44;

  /** Type IPSECKEY. */
  public static final int IPSECKEY = 45;

  /** A signature. */
  public static final int RRSIG = 46;

  /** The next name. */
  public static final int NSEC = 47;

  /** A key. */
  public static final int DNSKEY = 48;

  /** Type DHCID. */
  public static final int DHCID = 49;

  /** Type NSEC3. */
  public static final int NSEC3 = 50;

  /** Type NSEC3PARAM. */
  public static final int NSEC3PARAM = 51;

  /** Type TLSA. */
  public static final int TLSA = 52;

  /** Type SMIMEA. */
  public static final int SMIMEA = 53;

  /** Type HIP. */
  public static final int HIP = 55;

  /** Type TALINK. */
  public static final int TALINK = 58;

  /** Type CDS. */
  public static final int CDS = 59;

  /** Type CDNSKEY. */
  public static final int CDNSKEY = 60;

  /** Type OPENPGPKEY. */
  public static final int OPENPGPKEY = 61;

  /** Type CSYNC. */
  public static final int CSYNC = 62;

  /** Type ZONEMD. */
  public static final int ZONEMD = 63;

  /** A service binding (RFC 9460). */
  public static final int SVCB = 64;

  /** A service binding for HTTPS (RFC 9460). */
  public static final int HTTPS = 65;

  /** Type SPF. */
  public static final int SPF = 99;

  /** Type NID. */
  public static final int NID = 104;

  /** Type L32. */
  public static final int L32 = 105;

  /** Type L64. */
  public static final int L64 = 106;

  /** Type LP. */
  public static final int LP = 107;

  /** Type EUI48. */
  public static final int EUI48 = 108;

  /** Type EUI64. */
  public static final int EUI64 = 109;

  /** Type TKEY. */
  public static final int TKEY = 249;

  /** A transaction signature (RFC 8945). */
  public static final int TSIG = 250;

  /** An incremental zone transfer, in questions. */
  public static final int IXFR = 251;

  /** A zone transfer, in questions. */
  public static final int AXFR = 252;

  /** Type MAILB. */
  public static final int MAILB = 253;

  /** Type MAILA. */
  public static final int MAILA = 254;

  /** Any type, in questions. */
  public static final int ANY = 255;

  /** Type URI. */
  public static final int URI = 256;

  /** Type CAA. */
  public static final int CAA = 257;

  /** Type DLV. */
  public static final int DLV = 32769;

  private DnsType() {}

  /** The type's mnemonic, or such as {@code TYPE65280} (RFC 3597, section 5). */
  public static String name(int type) {
    String known = known(type);
    return known == null ? "TYPE" + type : known;
  }

  private static @Nullable String known(int type) {
    return switch (type) {
      case A -> "A";
      case NS -> "NS";
      case MD -> "MD";
      case MF -> "MF";
      case CNAME -> "CNAME";
      case SOA -> "SOA";
      case MB -> "MB";
      case MG -> "MG";
      case MR -> "MR";
      case NULL -> "NULL";
      case WKS -> "WKS";
      case PTR -> "PTR";
      case HINFO -> "HINFO";
      case MINFO -> "MINFO";
      case MX -> "MX";
      case TXT -> "TXT";
      case RP -> "RP";
      case AFSDB -> "AFSDB";
      case X25 -> "X25";
      case ISDN -> "ISDN";
      case RT -> "RT";
      case NSAP -> "NSAP";
      case NSAP_PTR -> "NSAP-PTR";
      case SIG -> "SIG";
      case KEY -> "KEY";
      case PX -> "PX";
      case GPOS -> "GPOS";
      case AAAA -> "AAAA";
      case LOC -> "LOC";
      case NXT -> "NXT";
      case EID -> "EID";
      case NIMLOC -> "NIMLOC";
      case SRV -> "SRV";
      case ATMA -> "ATMA";
      case NAPTR -> "NAPTR";
      case KX -> "KX";
      case CERT -> "CERT";
      case A6 -> "A6";
      case DNAME -> "DNAME";
      case SINK -> "SINK";
      case OPT -> "OPT";
      case APL -> "APL";
      case DS -> "DS";
      case SSHFP -> "SSHFP";
      case IPSECKEY -> "IPSECKEY";
      case RRSIG -> "RRSIG";
      case NSEC -> "NSEC";
      case DNSKEY -> "DNSKEY";
      case DHCID -> "DHCID";
      case NSEC3 -> "NSEC3";
      case NSEC3PARAM -> "NSEC3PARAM";
      case TLSA -> "TLSA";
      case SMIMEA -> "SMIMEA";
      case HIP -> "HIP";
      case TALINK -> "TALINK";
      case CDS -> "CDS";
      case CDNSKEY -> "CDNSKEY";
      case OPENPGPKEY -> "OPENPGPKEY";
      case CSYNC -> "CSYNC";
      case ZONEMD -> "ZONEMD";
      case SVCB -> "SVCB";
      case HTTPS -> "HTTPS";
      case SPF -> "SPF";
      case NID -> "NID";
      case L32 -> "L32";
      case L64 -> "L64";
      case LP -> "LP";
      case EUI48 -> "EUI48";
      case EUI64 -> "EUI64";
      case TKEY -> "TKEY";
      case TSIG -> "TSIG";
      case IXFR -> "IXFR";
      case AXFR -> "AXFR";
      case MAILB -> "MAILB";
      case MAILA -> "MAILA";
      case ANY -> "ANY";
      case URI -> "URI";
      case CAA -> "CAA";
      case DLV -> "DLV";
      default -> null;
    };
  }
}

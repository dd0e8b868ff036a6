#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints what inet_pton, inet_ntop and Python's ipaddress say of odd texts of addresses:

    python3 testdata/oracles/address-texts.py > plt-core/src/test/resources/org/plt4j/packet/address-texts.tsv

A line: the text (Python's unicode-escape), the bytes that inet_pton reads (hex; - if it refuses), what inet_ntop
prints of them, the same two of ipaddress (which prints mapped addresses in hex before Python 3.13).
"""
import ipaddress
import platform
import socket

TEXTS = """
0.0.0.0|255.255.255.255|1.2.3.4|127.0.0.1|192.0.2.1|224.0.0.1|240.0.0.0
|1|1.2|1.2.3|1.2.3.4.5|1.2.3.4.|.1.2.3.4|1..2.3|1.2.3.|...|1.2.3.256|1.2.3.999|1.2.3.1000|256.1.1.1|1.2.3.-4|1.2.3.+4
01.2.3.4|1.02.3.4|1.2.3.04|1.2.3.00|1.2.3.000|00.0.0.0|1.2.3.4a|0x7f.0.0.1|0x7f000001|2130706433|127.1|1e0.0.0.1
 1.2.3.4|1.2.3.4 |1. 2.3.4|1.2.3.4/24|1.2.3.4%0|1.2.3.4:80|1,2,3,4|\\u0661.2.3.4|\\uff11.2.3.4|1.2.3.\\u06f4|localhost
::|::1|1::|::0|0::0|0:0:0:0:0:0:0:0|0:0:0:0:0:0:0:1|1:2:3:4:5:6:7:8|ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
2001:db8::1|2001:DB8::1|2001:dB8:0:0:0:0:0:1|2001:0db8:0000:0000:0000:0000:0000:0001|2001:db8:0:1:1:1:1:1|2001:db8::1:1:1:1:1
1::2:3:4:5:6:7|1:2::3:4:5:6:7|1:2:3:4:5:6::7|1:2:3:4:5:6:7::|::2:3:4:5:6:7:8|1:2:3:4:5:6::8|1:0:0:2:0:0:0:3|1:0:0:2:3:0:0:4|0:0:1:0:0:0:2:0
1:0:0:0:2:0:0:0|0:0:0:1:0:0:0:0|0:1:0:2:0:3:0:4|0:0:2:3:4:5:6:7|1:2:3:4:5:6:0:0|1:2:3:4:5:0:0:8|0:0:3:0:0:6:0:0|1:0:3:4:5:6:7:8
::ffff:1.2.3.4|::FFFF:102:304|::ffff:0:0|::ffff:255.255.255.255|::1.2.3.4|::102:304|::0.0.0.1|::0.1.0.0|::1:0|::255.255|::ffff:ffff|::1:1.2.3.4
::ffff:0:1.2.3.4|64:ff9b::1.2.3.4|64:ff9b::192.0.2.33|1:2:3:4:5:6:1.2.3.4|1::1.2.3.4|fe80::5efe:192.0.2.1|0:0:0:0:0:0:13.1.68.3|0:0:0:0:0:FFFF:129.144.52.38
::ffff:01.2.3.4|::ffff:1.2.3|::ffff:1.2.3.256|::ffff:1.2.3.4.5|1.2.3.4::|1.2.3.4:5::|::1.2.3.4:5|1:2:3:4:5:6:7:1.2.3.4|1:2:3:4:5:1.2.3.4|1:2:3:4:5:6::1.2.3.4|::ffff:1.2.3.4.|::ffff:.1.2.3|::ffff:1.2.3.04|1:2:3:4:5:6:7::1.2.3.4
:|:::|:1|1:|::1:|:1::|1:::2|1::2::3|::1::|:::1|1:2:3:4:5:6:7|1:2:3:4:5:6:7:8:9|1:2:3:4:5:6:7:8:|:1:2:3:4:5:6:7:8|1:2:3:4:5:6:7:8::|::1:2:3:4:5:6:7:8|1:2:3:4::5:6:7:8
12345::|00001::|::00000|::10000|fffff::|g::|::g|-1::|+1::|0x1::|1 ::|::1 | ::1|::\\u0661|::1\\n|::1\\x00|[::1]|::1/128|::1.2.3.4/96|FE80::A|fe80:0:0:0:0:0:0:00ab
fe80::1%eth0|fe80::1%1|fe80::1%25eth0|fe80::1%|::%|%eth0|::1%lo0|fe80%eth0::1|ff02::1%2
"""


def with_socket(text):
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            packed = socket.inet_pton(family, text)
            return packed.hex(), socket.inet_ntop(family, packed)
        except (OSError, ValueError, UnicodeError):
            pass
    return "-", "-"


def with_ipaddress(text):
    try:
        address = ipaddress.ip_address(text)
        return address.packed.hex(), str(address)
    except ValueError:
        return "-", "-"


print("# Made by testdata/oracles/address-texts.py with Python", platform.python_version(), "and", *platform.libc_ver())
print("# text\tinet_pton\tinet_ntop\tipaddress\tits text")
for row in TEXTS.strip("\n").split("\n"):
    for escaped in row.split("|"):
        text = escaped.encode("ascii").decode("unicode-escape")
        print(escaped, *with_socket(text), *with_ipaddress(text), sep="\t")

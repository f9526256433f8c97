import Testing
import ToolRouter

@testable import ToolRouterTools

/// The examples of the registries of special-purpose addresses (IANA), and what attackers write.
struct AddressPolicyTests {
    @Test(arguments: [
        // IPv4: this network, private, shared, loopback, link-local
        "0.0.0.0", "0.0.0.1", "0.255.255.255", "10.0.0.0", "10.0.0.1", "10.255.255.255", "100.64.0.0", "100.64.0.1",
        "100.127.255.255", "127.0.0.0", "127.0.0.1", "127.0.0.2", "127.1.2.3", "127.255.255.255", "169.254.0.0",
        "169.254.169.254", "169.254.170.2", "169.254.255.255", "172.16.0.0", "172.16.0.1", "172.31.255.255",
        "192.168.0.0", "192.168.0.1", "192.168.255.255",
        // IPv4: the IETF's, documentation, AS112, AMT, 6to4, benchmarks, multicast, reserved, broadcast
        "192.0.0.1", "192.0.0.8", "192.0.0.170", "192.0.0.192", "192.0.2.1", "192.31.196.1", "192.52.193.1",
        "192.88.99.1", "192.175.48.1", "198.18.0.0", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9",
        "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.254", "255.255.255.255",
        // IPv6: unspecified, loopback, unique local, link-local, site-local, multicast, discard-only
        "::", "::1", "fc00::", "fc00::1", "fd00::1", "fd12:3456:789a::1", "fdff:ffff::1", "fe80::1", "fe80::1%lo",
        "febf::1", "fec0::1", "feff::1", "ff02::1", "ff0e::1", "100::1", "5f00::1", "4000::1", "8000::1",
        // IPv6: the IETF's, benchmarks, documentation, ORCHID, AS112
        "2001:1::1", "2001:2::1", "2001:3::1", "2001:10::1", "2001:20::1", "2001:1ff::1", "2001:db8::1", "3fff::1",
        "2620:4f:8000::1",
        // IPv4 in IPv6: mapped, compatible, translated, NAT64, 6to4, Teredo
        "::ffff:127.0.0.1", "::ffff:7f00:1", "::FFFF:10.0.0.1", "::ffff:169.254.169.254", "0:0:0:0:0:ffff:c0a8:1",
        "::127.0.0.1", "::a00:1", "::7f00:1", "::ffff:0:127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe",
        "64:ff9b::10.1.2.3", "64:ff9b:1::808:808", "2002:7f00:1::1", "2002:a00:1::", "2002:c0a8:101::1",
        "2001:0:a00:1::f7f7:f7f7", "2001:0:808:808::80ff:fffe", "2001::", "fe80::5efe:127.0.0.1",
        // none at all
        "", "localhost", "2130706433", "0x7f000001", "017700000001", "127.1", "127.0.1", "0177.0.0.1", "0x7f.0.0.1",
        "127.0.0.01", "1.2.3", "256.1.1.1", "::ffff:127.0.0.1%eth0", "8.8.8.8%lo", "1:2:3", "12345::",
    ])
    func `an address that is nobody's on the internet is refused`(address: String) {
        #expect(!AddressPolicy().allows(address))
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.1", "93.184.215.14", "100.63.255.255", "100.128.0.1",
        "126.255.255.255", "128.0.0.1", "169.253.255.255", "169.255.0.1", "172.15.255.255", "172.32.0.1",
        "192.0.1.1", "192.167.255.255", "192.169.0.1", "198.17.255.255", "198.20.0.1", "223.255.255.255",
        "2606:4700:4700::1111", "2a00:1450:4001::1", "2001:200::1", "2001:db9::1", "2000::1", "3ffe::1",
        "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1", "2001:0:808:808::f7f7:f7f7",
    ])
    func `a public address is allowed`(address: String) {
        #expect(AddressPolicy().allows(address))
    }

    @Test(arguments: [
        ("10.0.0.5", "10.0.0.5", true), ("10.0.0.5", "10.0.0.6", false), ("127.0.0.1/32", "127.0.0.1", true),
        ("127.0.0.1/32", "127.0.0.2", false), ("10.1.0.0/16", "10.1.255.9", true), ("10.1.0.0/16", "10.2.0.1", false),
        ("::1", "::1", true), ("::1", "127.0.0.1", false), ("fd00::/8", "fd12::1", true),
        ("fd00::/8", "fe80::1", false), ("10.0.0.5", "::ffff:10.0.0.5", true),
        ("10.0.0.5", "64:ff9b::10.0.0.5", true), ("10.0.0.5", "2002:a00:5::1", true),
        ("fe80::/10", "fe80::1%lo", false), ("169.254.169.254", "169.254.169.254", true),
    ])
    func `what is listed is allowed, and nothing beside it`(listed: String, address: String, isAllowed: Bool) throws {
        #expect(AddressPolicy(listed: [try AddressBlock(listed)]).allows(address) == isAllowed)
    }
}

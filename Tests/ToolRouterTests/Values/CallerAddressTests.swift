import Testing

@testable import ToolRouter

@Suite struct CallerAddressTests {
    @Test(arguments: [
        [
            "10.1.0.9", "::ffff:10.1.0.9", "::FFFF:a01:9", "0:0:0:0:0:ffff:0a01:0009", " 10.1.0.9\n", "10.1.0.9:443",
            "[::ffff:10.1.0.9]:443",
        ],
        ["::1", "0:0:0:0:0:0:0:1", "0000::0001", "[::1]", "[::1]:80", "::0.0.0.1", "::2", "::1%lo"],
        [
            "2001:db8::", "2001:DB8::1", "2001:db8:0:0:1:2:3:4", "2001:0db8::ffff:ffff:ffff:ffff",
            "2001:db8::192.0.2.1",
            "2001:db8:0::1%eth0", "[2001:db8::1]:65535",
        ],
        ["fe80::1%eth0", "fe80::2%eth1"],
        ["1::", "1:0:0:0:0:0:0:0", "1:0:0:0::"],
    ])
    func `however an address is spelt, one caller is one`(spellings: [String]) {
        #expect(Set(spellings.map { CallerAddress($0) }).count == 1)
        #expect(Set(spellings.map { RateLimitKeys(tenant: "t", ip: CallerAddress($0)) }).count == 1)
        #expect(Set(spellings.map { CallerAddress($0).text }).count == 1)
    }

    @Test(arguments: [
        ("neighbours in IPv4", "10.1.0.9", "10.1.0.8"), ("networks of IPv6", "2001:db8:0:1::1", "2001:db8:0:2::1"),
        ("an IPv4-compatible address", "::10.1.0.9", "10.1.0.9"),
        ("another prefix of an IPv4", "::fffe:10.1.0.9", "10.1.0.9"),
        ("what may be octal", "010.1.0.9", "10.1.0.9"), ("a number", "167837705", "10.1.0.9"),
        ("too few parts", "10.1.9", "10.1.0.9"), ("too many parts", "10.1.0.9.0", "10.1.0.9"),
        ("a part too large", "10.1.0.256", "10.1.1.0"), ("an empty part", "10..0.9", "10.0.0.9"),
        ("signs", "+10.1.0.9", "10.1.0.9"), ("two gaps", "1::2::3", "1::3"), ("three colons", ":::1", "::1"),
        ("nine groups", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8"), ("seven groups", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:0"),
        ("a gap of nothing", "1:2:3:4::5:6:7:8", "1:2:3:4:5:6:7:8"), ("five digits", "00001::", "1::"),
        ("a colon at an end", "1:2:3:4:5:6:7:8:", "1:2:3:4:5:6:7:8"), ("an open bracket", "[::1", "::1"),
        ("a port of letters", "[::1]:http", "::1"), ("a zone without a name", "fe80::1%", "fe80::1"),
        ("digits of other scripts", "١٠.1.0.9", "10.1.0.9"), ("names", "gate-1", "gate-2"),
        ("names of one look", "caf\u{E9}", "cafe\u{301}"), ("nothing", "", "::"),
    ])
    func `other addresses, and what is none, are other callers`(name: String, left: String, right: String) {
        #expect(CallerAddress(left) != CallerAddress(right))
        #expect(!CallerAddress(left).text.utf8.elementsEqual(CallerAddress(right).text.utf8))
        #expect(
            RateLimitKeys(tenant: "t", ip: CallerAddress(left)) != RateLimitKeys(tenant: "t", ip: CallerAddress(right)))
    }

    @Test(arguments: [
        (1, "8000::", "ffff::"), (32, "2001:db8::", "2001:db8:ffff:ffff::"),
        (56, "2001:db8:0:100::", "2001:db8:0:1ff::"),
        (64, "2001:db8::", "2001:db8::ffff:0:0:0"), (65, "2001:db8::", "2001:db8::7fff:0:0:0"),
        (96, "2001:db8::", "2001:db8::ffff:ffff"), (127, "2001:db8::", "2001:db8::1"),
        (128, "2001:db8::", "2001:db8::"),
    ])
    func `IPv6 addresses are one caller by so many bits`(prefix: Int, first: String, last: String) {
        #expect(CallerAddress(first, ipv6Prefix: prefix) == CallerAddress(last, ipv6Prefix: prefix))
        guard prefix < 128 else { return }
        #expect(CallerAddress(first, ipv6Prefix: prefix + 1) != CallerAddress(last, ipv6Prefix: prefix + 1))
        #expect(
            CallerAddress("::ffff:10.1.0.9", ipv6Prefix: prefix) != CallerAddress("::ffff:10.1.0.8", ipv6Prefix: prefix)
        )
    }

    @Test func `an empty user or address has no key`() {
        let keys = RateLimitKeys(tenant: "t", user: "", ip: CallerAddress(""))
        #expect(keys == RateLimitKeys(tenant: "t"))
        #expect(RateLimitKeys(tenant: "t", ip: CallerAddress("unknown")).ip != nil)
        #expect(Caller(tenant: "t", user: "", ip: "") == Caller(tenant: "t"))
    }

    @Test(.timeLimit(.minutes(20)), arguments: [":", "1:", ".", "[", "%", " ", "0", "é"])
    func `a long text is no address and takes no longer than its share`(part: String) {
        let text = String(repeating: part, count: 1 << 21)
        #expect(CallerAddress(text) == CallerAddress(text))
        #expect(CallerAddress(text).text == "name \(text)")
    }
}

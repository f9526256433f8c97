import Testing

@testable import ToolRouter

@Suite struct AddressBlockTests {
    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.0", false), ("10.0.0.0/8", "::ffff:10.1.2.3", true),
        ("10.0.0.0/8", "::10.1.2.3", false), ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.8", false),
        ("192.0.2.6/31", "192.0.2.7", true), ("192.0.2.6/31", "192.0.2.8", false), ("128.0.0.0/1", "255.0.0.1", true),
        ("128.0.0.0/1", "127.255.255.255", false), ("fd00::/8", "fdff::1", true), ("fd00::/8", "fe00::1", false),
        ("2001:db8::/64", "2001:DB8:0:0:ffff::", true), ("2001:db8::/64", "2001:db8:0:1::", false),
        ("2001:db8::/65", "2001:db8::7fff:0:0:1", true), ("2001:db8::/65", "2001:db8:0:0:8000::", false),
        ("2001:db8::1/128", "2001:db8::1", true), ("2001:db8::1", "2001:db8::2", false),
        ("8000::/1", "ffff::", true), ("8000::/1", "7fff::", false),
        ("10.0.0.0/8", "", false), ("10.0.0.0/8", "unknown", false), ("10.0.0.0/8", "10.0.0", false),
        ("10.0.0.0/8", "010.0.0.1", false),
    ])
    func `an address lies in a network or not, however it is spelt`(
        _ network: String, _ address: String, _ isIn: Bool
    ) throws {
        #expect(try AddressBlock(network).contains(address) == isIn)
    }

    @Test(arguments: [
        ("", AddressBlock.Fault.noAddress), ("10.0.0", .noAddress), ("10.0.0.0:80", .noAddress), ("[::1]", .noAddress),
        ("fe80::1%eth0", .noAddress), (" 10.0.0.1", .noAddress), ("::ffff:10.0.0.1", .noAddress), ("/8", .noAddress),
        ("010.0.0.0/8", .noAddress), ("localhost", .noAddress), ("10.0.0.0/", .badPrefix), ("10.0.0.0/0", .badPrefix),
        ("10.0.0.0/33", .badPrefix), ("10.0.0.0/+8", .badPrefix), ("10.0.0.0/8/8", .badPrefix), ("::/0", .badPrefix),
        ("::1/129", .badPrefix), ("10.0.0.1/8", .hostBits), ("2001:db8::1/64", .hostBits), ("fd00::1/8", .hostBits),
    ])
    func `what is no network is refused`(_ text: String, _ fault: AddressBlock.Fault) {
        #expect(throws: fault) { try AddressBlock(text) }
    }

    @Test(arguments: [
        ("10.1.0.9", "10.1.0.9"), (" 10.1.0.9:4711 ", "10.1.0.9"), ("::ffff:10.1.0.9", "10.1.0.9"),
        ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("[2001:db8::1]:80", "2001:db8::1"), ("::", "::"),
        ("::1", "::1"),
        ("1::", "1::"), ("fe80::1%eth0", "fe80::1"), ("1:0:3:4:5:6:7:8", "1:0:3:4:5:6:7:8"), ("1:0:0:4::", "1:0:0:4::"),
        ("0:0:3::", "0:0:3::"),
    ])
    func `an address is written in one way (RFC 5952)`(_ text: String, _ spelling: String) {
        #expect(CallerAddress.spelling(of: text) == spelling)
        #expect(CallerAddress(spelling) == CallerAddress(text))
    }

    @Test func `what is no address has no spelling`() {
        for text in ["", "unknown", "10.1.0", "_hidden", "::1::", "10.1.0.9, 10.1.0.8"] {
            #expect(CallerAddress.spelling(of: text) == nil)
        }
    }
}

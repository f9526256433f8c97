import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterServer

/// What an address of a Redis may be.
@Suite struct RedisAddressTests {
    private static let good: [(url: String, host: String, port: Int, database: Int)] = [
        ("redis://localhost", "localhost", 6_379, 0),
        ("redis://localhost/", "localhost", 6_379, 0),
        ("redis://127.0.0.1:1/15", "127.0.0.1", 1, 15),
        ("REDIS://cache_1.example-net.org:65535", "cache_1.example-net.org", 65_535, 0),
        ("redis://[::1]", "::1", 6_379, 0),
        ("redis://[2001:db8::7]:6380/3", "2001:db8::7", 6_380, 3),
    ]

    @Test(arguments: good.indices) func `an address is read`(row: Int) throws {
        let (url, host, port, database) = Self.good[row]
        let address = try RedisAddress.parse(url)
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.database == database)
    }

    private static let bad: [(url: String, part: String)] = [
        ("", "without a scheme"),
        ("localhost:6379", "without a scheme"),
        ("http://hunter2", "with another scheme"),
        ("unix:///run/hunter2.sock", "with another scheme"),
        ("rediss://hunter2", "hiredis, as Debian 12 has it, can't encrypt"),
        ("redis://", "without a host"),
        ("redis://:6379", "without a host"),
        ("redis:///3", "without a host"),
        ("redis://hunter2:", "a port from 1 to 65535"),
        ("redis://host:hunter2", "a port from 1 to 65535"),
        ("redis://host:0", "a port from 1 to 65535"),
        ("redis://host:65536", "a port from 1 to 65535"),
        ("redis://host:+1", "a port from 1 to 65535"),
        ("redis://host:06379", "a port from 1 to 65535"),
        ("redis://host:1:hunter2", "with several colons"),
        ("redis://::1", "with several colons"),
        ("redis://[::1", "whose bracket is not closed"),
        ("redis://[::1]hunter2", "something behind its bracket"),
        ("redis://[hunter2]", "without an IPv6 address"),
        ("redis://[127.0.0.1]", "without an IPv6 address"),
        ("redis://host/hunter2", "a database from 0 to 65535"),
        ("redis://host/-1", "a database from 0 to 65535"),
        ("redis://host/65536", "a database from 0 to 65535"),
        ("redis://host/1/2", "a database from 0 to 65535"),
        ("redis://host?password=hunter2", "with parameters"),
        ("redis://host/1#hunter2", "with parameters"),
        ("redis://ho%73t", "with parameters"),
        ("redis://hunter2 host", "whose host is not a name"),
        ("redis://hünter2", "whose host is not a name"),
        ("redis://:hunter2@host", "a user or a password"),
        ("redis://router:hunter2@host:6379/1", "a user or a password"),
        ("redis://router@host", "a user or a password"),
        ("rediss://:hunter2@host", "a user or a password"),
        ("hunter2@host", "a user or a password"),
    ]

    @Test(arguments: bad.indices) func `what is wrong is said, and never repeated`(row: Int) {
        let (url, part) = Self.bad[row]
        let error = #expect(throws: FileError.Reason.self) { try RedisAddress.parse(url) }
        let text = error.map { "found \($0.found), expected \($0.expected ?? ""); \($0.remedy)" } ?? ""
        #expect(text.contains(part))
        #expect(!text.contains("hunter2"))
    }

    @Test func `a password in an address is refused with where to put it`() {
        let error = #expect(throws: FileError.Reason.self) { try RedisAddress.parse("redis://:hunter2@host") }
        #expect(error?.remedy.contains("`password_env`") == true)
        let option = #expect(throws: FileError.self) { try RedisSettings(url: "redis://:hunter2@host") }
        #expect(
            option?.description == """
                --redis: found an address with a user or a password in it, expected redis://host[:port][/database] alone, \
                since lists of processes and logs show it; take it out, and put the password into TOOLROUTER_REDIS_PASSWORD
                """)
    }
}

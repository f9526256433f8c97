import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterServer

@Suite struct IdentitySettingsTests {
    private static let hash = String(repeating: "0a", count: 32)

    @Test func `every key of a key is read`() throws {
        let settings = try IdentitySettings(
            yaml: """
                keys:
                - {name: app, sha256: \(Self.hash), tenant: emea, user: u-1, role: clerk, admin: true, tenants: [apac, "öst"], users: true}
                - {name: plain, sha256: \(String(Self.hash.dropLast()))B, tenant: emea}
                anonymous: {role: guest}
                """)
        #expect(settings.keys.count == 2)
        let app = settings.keys[0]
        #expect(app.name == "app" && app.sha256 == [UInt8](repeating: 10, count: 32))
        #expect(app.tenant == "emea" && app.user == "u-1" && app.role == "clerk" && app.isAdmin && app.namesUsers)
        #expect(app.tenants == ["apac", "öst"])
        let plain = settings.keys[1]
        #expect(plain.user == "plain" && plain.role == nil && !plain.isAdmin && plain.tenants.isEmpty)
        #expect(!plain.namesUsers && plain.sha256[31] == 0x0b)
        #expect(settings.anonymous == AnonymousSettings(tenant: "public", role: "guest"))
    }

    @Test func `keys may stand in a file of their own`() throws {
        let folder = try OutputFolder.scratch()
        for (name, text) in [
            ("list.yaml", "- {name: a, sha256: \(Self.hash), tenant: t}\n"),
            ("mapping.yaml", "keys: [{name: a, sha256: \(Self.hash), tenant: t}]\n"),
        ] {
            try OutputFile.write(text, to: folder.path + "/" + name)
            let settings = try IdentitySettings(
                yaml: "keys_file: \(name)\nkeys: [{name: b, sha256: \(String(repeating: "1", count: 64)), tenant: t}]",
                in: folder.path)
            #expect(settings.keys.map(\.name) == ["b", "a"])
        }
        let twice = #expect(throws: FileError.self) {
            try IdentitySettings(
                yaml: "keys_file: list.yaml\nkeys: [{name: b, sha256: \(Self.hash), tenant: t}]", in: folder.path)
        }
        #expect(twice?.description.contains("list.yaml") == true)
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let yaml: String
        let words: String
    }

    static let faults = [
        Fault(
            testDescription: "the key itself", yaml: "keys: [{name: a, key: tr_secret, tenant: t}]",
            words: "sha256"),
        Fault(testDescription: "no hash", yaml: "keys: [{name: a, tenant: t}]", words: "sha256"),
        Fault(testDescription: "a short hash", yaml: "keys: [{name: a, sha256: 0a0b, tenant: t}]", words: "64"),
        Fault(
            testDescription: "the key in the place of its hash",
            yaml: "keys: [{name: a, sha256: tr_secret, tenant: t}]", words: "64 hexadecimal"),
        Fault(testDescription: "no tenant", yaml: "keys: [{name: a, sha256: \(hash)}]", words: "tenant"),
        Fault(
            testDescription: "an unknown role", yaml: "keys: [{name: a, sha256: \(hash), tenant: t, role: clrk}]",
            words: "did you mean `clerk`?"),
        Fault(
            testDescription: "an unknown key", yaml: "keys: [{name: a, sha256: \(hash), tenant: t, admn: true}]",
            words: "did you mean `admin`?"),
        Fault(
            testDescription: "a truth that is none", yaml: "keys: [{name: a, sha256: \(hash), tenant: t, admin: yes}]",
            words: "`true`, `false`"),
        Fault(testDescription: "no keys", yaml: "keys: []", words: "empty list"),
        Fault(
            testDescription: "one name twice",
            yaml: "keys: [{name: a, sha256: \(hash), tenant: t}, {name: a, sha256: \(hash.uppercased()), tenant: u}]",
            words: "a name of its own"),
        Fault(
            testDescription: "one hash twice",
            yaml: "keys: [{name: a, sha256: \(hash), tenant: t}, {name: b, sha256: \(hash.uppercased()), tenant: u}]",
            words: "a key of its own"),
        Fault(
            testDescription: "a key named as another one's user",
            yaml:
                "keys: [{name: a, sha256: \(hash), tenant: t}, {name: b, sha256: \(hash.dropLast())b, tenant: t, user: a}]",
            words: "which the key a is as well"),
        Fault(
            testDescription: "strangers in a tenant with keys",
            yaml: "keys: [{name: a, sha256: \(hash), tenant: t}]\nanonymous: {tenant: t}",
            words: "a tenant of their own"),
        Fault(
            testDescription: "a role of strangers that nobody knows", yaml: "anonymous: {role: nobody}",
            words: "one of `clerk`, `guest`"),
        Fault(testDescription: "no such file of keys", yaml: "keys_file: none.yaml", words: "a file with keys"),
    ]

    @Test(arguments: faults)
    func `what is wrong with keys is said, and never a key`(fault: Fault) throws {
        let error = try #require(throws: FileError.self) { try IdentitySettings(yaml: fault.yaml) }
        #expect(error.description.contains(fault.words), "\(error)")
        #expect(!error.description.contains("tr_secret"), "\(error)")
    }

    @Test func `two keys may be one user who is named in both`() throws {
        let yaml = """
            keys:
            - {name: old, sha256: \(Self.hash), tenant: t, user: u}
            - {name: new, sha256: \(String(Self.hash.dropLast()))b, tenant: t, user: u}
            """
        #expect(try IdentitySettings(yaml: yaml).keys.count == 2)
    }

    @Test(arguments: [
        ("[10.0.0.1/8]", "bits behind"), ("[0.0.0.0/0]", "1 to 32 bits"), ("[\"::/0\"]", "1 to 32 bits"),
        ("[10.0.0.0/33]", "1 to 32 bits"), ("[10.0.0.0/08]", "1 to 32 bits"), ("[\"10.0.0.1:80\"]", "without port"),
        ("[\"[::1]\"]", "without port"), ("[\"fe80::1%eth0\"]", "without port"), ("[localhost]", "without port"),
        ("[10.0.0.0/]", "1 to 32 bits"), ("[\"::ffff:10.0.0.1\"]", "without port"),
        ("[10.0.0.1, 10.0.0.1]", "each only once"),
        ("[\"2001:db8::1/64\"]", "bits behind"), ("[]", "empty list"),
    ])
    func `networks that nobody should trust are refused`(_ yaml: String, _ words: String) throws {
        let error = try #require(throws: FileError.self) { try TrustedProxies(yaml: yaml) }
        #expect(error.description.contains(words), "\(error)")
    }
}

import Foundation
import Logging
import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterServer

/// What `server.yaml` may say.
@Suite struct ServerSettingsTests {
    /// A folder with a database script and a configuration.
    private struct Place {
        let scratch: OutputFolder
        var path: String { scratch.path + "/server.yaml" }

        init(_ yaml: String) throws {
            scratch = try OutputFolder.scratch()
            try OutputFile.write("CREATE TABLE t(x);\n", to: scratch.path + "/shop.sql")
            try OutputFile.write(yaml, to: path)
        }
    }

    private static let least = """
        version: 1
        databases: {shop: shop.sql}
        planner: {name: gpt-4o}
        providers: {openai: {api: openai-chat, key_env: OPENAI_API_KEY}}

        """

    @Test func `what must be there is enough, and the rest has the documented defaults`() throws {
        let place = try Place(Self.least)
        let settings = try ServerSettings(path: place.path)
        #expect(settings.http == HTTPSettings())
        #expect(settings.http.host == "127.0.0.1")
        #expect(settings.http.port == 8_080)
        #expect(settings.identity == IdentitySettings())
        #expect(settings.audit?.settings == AuditSettings(folder: place.scratch.path + "/audit"))
        #expect(settings.lanes == LaneSettings())
        #expect(settings.lanes.versionAge == .milliseconds(5))
        #expect(settings.log == LogSettings())
        #expect(settings.log.format == .json)
        #expect(!settings.metrics.isOpen)
        #expect(settings.drain == .seconds(20))
        #expect(settings.examples == [])
        #expect(settings.router.databases.map(\.path) == [place.scratch.path + "/shop.sql"])
    }

    @Test func `a seed is drawn for each start unless the file has one`() throws {
        let place = try Place(Self.least)
        let seeds = try Set((0..<3).map { _ in try ServerSettings(path: place.path).router.router.seed })
        #expect(seeds.count == 3)
        let fixed = try Place(Self.least + "seed: 7\n")
        #expect(try ServerSettings(path: fixed.path).router.router.seed == 7)
    }

    @Test func `every key of its own is read`() throws {
        let place = try Place(
            Self.least + """
                http: {host: 0.0.0.0, port: 9000, trusted_proxies: [10.0.0.0/8]}
                roles: {analyst: {sql: {tables: [t]}}}
                keys: [{name: k, sha256: "\(String(repeating: "ab", count: 32))", tenant: emea, role: analyst}]
                anonymous: {tenant: public}
                audit:
                  folder: records
                  durability: power
                  when_full: refuse
                  queue: 10
                  segment_bytes: 2097152
                  texts: true
                  hash_key_env: AUDIT_KEY
                  retention: 13mo
                lanes:
                  {runs: 2, judges: 3, waiting: 5, busy_timeout: 1s, version_age: 0s, judging_time: 3s, processor_seconds: 9}
                record:
                  directory: recorded
                  segment_bytes: 65536
                  segment_age: 1m
                  keep_bytes: 2097152
                  queue_bytes: 131072
                  content: none
                  redact:
                    - {pattern: "[0-9]{16}", with: "(card)"}
                    - {field: user, action: hash}
                  recent: {minutes: 3, bytes: 65536}
                log: {level: debug, format: text}
                metrics: {access: open}
                drain: 3s
                examples: ["How many?"]

                """)
        let settings = try ServerSettings(path: place.path)
        #expect(settings.http.port == 9_000)
        #expect(settings.identity.keys.map(\.name) == ["k"])
        #expect(settings.lanes.runs == 2)
        #expect(settings.lanes.versionAge == .zero)
        #expect(settings.lanes.processorSeconds == 9)
        let record = try #require(settings.record)
        #expect(record.directory == place.scratch.path + "/recorded")
        #expect(record.segmentBytes == 65_536 && record.segmentAge == .seconds(60))
        #expect(record.keepBytes == 2_097_152 && record.queueBytes == 131_072)
        #expect(record.content == .none && record.recent?.period == .seconds(180))
        #expect(record.redaction.map(\.substitute) == [.text("(card)"), .hash])
        #expect(settings.log.level == .debug)
        #expect(settings.log.format == .text)
        #expect(settings.metrics.isOpen)
        #expect(settings.drain == .seconds(3))
        #expect(settings.examples == ["How many?"])
        let audit = try #require(settings.audit)
        #expect(audit.settings.folder == place.scratch.path + "/records")
        #expect(audit.settings.durability == .power)
        #expect(audit.settings.retention == AuditPeriod("13mo"))
        let key = String(repeating: "k", count: 16)
        #expect(try audit.resolved(environment: ["AUDIT_KEY": key]).hashKey == Array(key.utf8))
        #expect(throws: FileError.self) { try audit.resolved(environment: [:]) }
        #expect(throws: FileError.self) { try audit.resolved(environment: ["AUDIT_KEY": "short"]) }
    }

    /// Lines of a configuration, and the message about them, without the path.
    struct Fault: CustomTestStringConvertible, Sendable {
        let lines: String
        let message: String

        var testDescription: String { lines }

        init(_ lines: String, _ message: String) {
            (self.lines, self.message) = (lines, message)
        }
    }

    @Test(arguments: [
        Fault("htpp: {port: 1}", "5:1: `htpp`: found an unknown key"),
        Fault("traffic: [t.jsonl]", "5:1: `traffic`: found an unknown key"),
        Fault("sql: {duration: 5ms}", "`sql.duration`: found an unknown key"),
        Fault("http: {port: 65536}", "`http.port`: found \"65536\", expected a whole number from 0 to 65535"),
        Fault("http: {trusted_proxies: [proxy.example]}", "`http.trusted_proxies[0]`: found \"proxy.example\""),
        Fault("audit: on", "`audit`: found \"on\", expected a mapping or `off`"),
        Fault("audit: {durability: paper}", "`audit.durability`: found \"paper\", expected one of"),
        Fault("audit: {retention: 3w}", "`audit.retention`: found \"3w\", expected a number of days"),
        Fault("audit: {hash_key_env: A, hash_key_file: b}", "`audit.hash_key_file`: found \"b\", expected either"),
        Fault("audit: {hash_key: x}", "`audit.hash_key`: found an unknown key"),
        Fault("record: {recent: off}", "`record`: found a recorder that keeps nothing"),
        Fault("record: {redact: [{pattern: \"(\"}]}", "`record.redact[0].pattern`: found missing )"),
        Fault(
            "record: {redact: [{field: sql, action: hash}]}", "`record.redact[0]`: found a hash in place of statements"),
        Fault(
            "record: {redact: [{field: user, with: x}]}", "`record.redact[0].with`: found \"x\", expected a text only"),
        Fault("record: {redact: [{with: x}]}", "`record.redact[0]`: found a mapping, expected either"),
        Fault("lanes: {runs: 65}", "`lanes.runs`: found \"65\", expected a whole number from 1 to 64"),
        Fault("lanes: {version_age: 2s}", "`lanes.version_age`: found \"2s\", expected a duration from 0s to 1s"),
        Fault("lanes: {busy_timeout: 61s}", "`lanes.busy_timeout`: found \"61s\", expected at most"),
        Fault("log: {level: loud}", "`log.level`: found \"loud\", expected one of"),
        Fault("metrics: {access: nobody}", "`metrics.access`: found \"nobody\", expected one of `key`, `open`"),
        Fault("drain: 0s", "`drain`: found \"0s\", expected a duration above 0"),
        Fault("examples: []", "`examples`: found an empty list, expected a list of questions"),
        Fault(
            "shadow: {other: {provider: anthropic}}",
            "`shadow.other.provider`: found \"anthropic\", expected the name of one"),
        Fault(
            "keys: [{name: k, sha256: \"\(String(repeating: "ab", count: 32))\", tenant: t, role: nobody}]",
            "`keys[0].role`: found \"nobody\""),
    ])
    func `a fault is named by line and key`(_ fault: Fault) throws {
        let place = try Place(Self.least + fault.lines + "\n")
        let error = try #require(throws: FileError.self) { try ServerSettings(path: place.path) }
        #expect(error.description.contains(fault.message), "\(error)")
    }

    @Test(arguments: [
        ("version: 1", "`version`: found nothing"), ("databases: {shop: shop.sql}", "`databases`: found nothing"),
        ("planner: {name: gpt-4o}", "`planner`: found nothing"),
        ("providers: {openai: {api: openai-chat, key_env: OPENAI_API_KEY}}", "`providers`: found nothing"),
    ])
    func `what must be there is missed`(line: String, message: String) throws {
        let place = try Place(Self.least.replacing(line + "\n", with: ""))
        let error = try #require(throws: FileError.self) { try ServerSettings(path: place.path) }
        #expect(error.description.contains(message), "\(error)")
    }

    @Test func `all faults are said at once, and no other follows from them`() throws {
        let place = try Place(
            """
            version: 1
            databases: {shop: nowhere.sql}
            planner: {nam: gpt-4o}
            providers: {openai: {api: openai-chat, key: sk-123}, other: {api: anthropic-messages}}
            http: {port: many}
            log: {level: loud}

            """)
        let (settings, faults) = try ServerSettings.readingAll(path: place.path)
        #expect(settings != nil)
        let fields = faults.compactMap(\.reason.field)
        #expect(
            Set(fields) == ["databases.shop", "planner.nam", "providers.openai.key", "http.port", "log.level"],
            "\(faults)")
        #expect(!faults.contains { $0.description.contains("sk-123") })
    }

    @Test(arguments: [
        ("planner: {name: a}", true), ("http: {port: 1}", true), ("rules: []", false), ("not: [yaml", false),
    ])
    func `a configuration is told from a fault plan by its sections`(text: String, isLikely: Bool) throws {
        let scratch = try OutputFolder.scratch()
        try OutputFile.write(text + "\n", to: scratch.path + "/live.yaml")
        #expect(ServerSettings.isLikely(path: scratch.path + "/live.yaml") == isLikely)
    }
}

import Foundation
import Testing

/// `toolrouter audit`: what a person at a terminal gets.
@Suite struct AuditCommandTests {
    /// A store of some records, as a program writes it that is stopped after them.
    private func store() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let process = Process()
        process.executableURL = URL(filePath: BuiltTool.path).deletingLastPathComponent()
            .appending(path: "toolrouter-bench")
        process.arguments = ["audit-load", "--dir", folder.file("audit"), "--callers", "2", "--each", "50"]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return folder
    }

    @Test func `a table has a line a group, and the total`() throws {
        let folder = try store()
        let run = try BuiltTool.run(
            ["audit", "query", "--dir", "audit", "--group-by", "model,day"], in: folder)
        #expect(run.code == 0, "\(run.errors)")
        #expect(
            run.text == """
                model              day         requests  tokens in  cached  tokens out    USD  unpriced  hit ratio  errors
                gpt-4o-2024-08-06  2026-11-20       100     106800   25600        6400  0.284         0      0.0 %       0
                total                               100     106800   25600        6400  0.284         0      0.0 %       0

                """)
    }

    @Test func `a CSV file has a heading, and a JSON report is what its schema says`() throws {
        let folder = try store()
        let csv = try BuiltTool.run(
            ["audit", "query", "--dir", "audit", "--group-by", "tenant", "--format", "csv"], in: folder)
        #expect(
            csv.text == "tenant,requests,records,tokens_input,tokens_cached_input,tokens_cache_write,"
                + "tokens_cache_write_1h,tokens_output,tokens_reasoning,cost_usd,cost_exact,cost_estimated,cost_missing,"
                + "cache_hits,cache_misses,hit_ratio,refused,failed\r\n"
                + "emea,100,100,81200,25600,0,0,6400,0,0.284,100,0,0,0,100,0,0,0\r\n")
        let json = try BuiltTool.run(
            [
                "audit", "query", "--dir", "audit", "--group-by", "tenant,code", "--since", "2026-11-01", "--format",
                "json",
            ],
            in: folder)
        #expect(json.text.contains("\"cost_usd\": 0.284"))
        #expect(json.text.contains("\"since\": \"2026-11-01T00:00:00Z\""))
        guard SchemaCheck.isThere else { return }
        try folder.write(json.text, to: "report.json")
        try SchemaCheck.expectValid("audit-report", [folder.file("report.json")])
    }

    @Test func `verify says that all is well, and which record is not`() throws {
        let folder = try store()
        let sound = try BuiltTool.run(["audit", "verify", "--dir", "audit"], in: folder)
        #expect(sound.code == 0)
        let match = try #require(
            try /sound: 100 records in 1 segment, head (100:[0-9a-f]{64})\n/.wholeMatch(in: sound.text))
        let anchored = try BuiltTool.run(
            ["audit", "verify", "--dir", "audit", "--expect-head", String(match.1)], in: folder)
        #expect(anchored.code == 0)

        let file = try #require(folder.files("audit").first { $0.hasSuffix(".sqlite") })
        var bytes = try folder.bytes("audit")[file]!
        let range = try #require(bytes.range(of: Data("u-1234".utf8)))
        bytes[range.lowerBound] = UInt8(ascii: "v")
        try bytes.write(to: URL(filePath: folder.file("audit/\(file)")))
        let changed = try BuiltTool.run(["audit", "verify", "--dir", "audit"], in: folder)
        #expect(changed.code == 1)
        #expect(changed.text.contains("it was changed, or put in place of another"), "\(changed.text)")
        #expect(changed.text.contains("not as it was written: 100 records"))
        let json = try BuiltTool.run(["audit", "verify", "--dir", "audit", "--json"], in: folder)
        #expect(json.code == 1)
        #expect(json.text.contains("\"is_sound\": false"))
    }

    static let faults: [([String], Int32, String)] = [
        (["query", "--dir", "nowhere"], 65, "nowhere: no segment of an audit store"),
        (["verify", "--dir", "nowhere"], 65, "name the folder that the server's configuration names"),
        (["prune", "--dir", "nowhere", "--older-than", "13mo"], 65, "nowhere: no segment of an audit store"),
        (["query", "--dir", "audit", "--since", "gestern"], 64, "--since is gestern; write a day (2026-11-01)"),
        (["query", "--dir", "audit", "--group-by", "modle"], 64, "--group-by has modle; did you mean `model`?"),
        (["query", "--dir", "audit", "--group-by", "day,day"], 64, "--group-by names a key twice"),
        (["query", "--dir", "audit", "--since", "2026-11-02", "--until", "2026-11-01"], 64, "--until is not after"),
        (["verify", "--dir", "audit", "--expect-head", "12:ab"], 64, "write it as RECORD:HASH"),
        (["prune", "--dir", "audit", "--older-than", "13"], 64, "write days, months or years: 90d, 13mo, 7y"),
        (["quary"], 64, "did you mean `query`?"),
    ]

    @Test(arguments: faults)
    func `what is wrong is said with its remedy`(arguments: [String], code: Int32, words: String) throws {
        let folder = try TemporaryFolder()
        let run = try BuiltTool.run(["audit"] + arguments, in: folder)
        #expect(run.code == code)
        #expect(run.errors.contains(words), "\(run.errors)")
        #expect(folder.files() == [], "nothing is made")
    }

    @Test func `nothing is removed while a server writes, and what is young is never`() throws {
        let folder = try store()
        let young = try BuiltTool.run(["audit", "prune", "--dir", "audit", "--older-than", "7y"], in: folder)
        #expect(young.code == 0)
        #expect(young.text.hasPrefix("nothing removed: no segment ends before "))
        let descriptor = open(folder.file("audit"), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        try #require(descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        defer { close(descriptor) }
        let run = try BuiltTool.run(["audit", "prune", "--dir", "audit", "--older-than", "1d"], in: folder)
        #expect(run.code == 75)
    }
}

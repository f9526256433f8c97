import Foundation
import Testing

/// Which modes of the audit store have the disk keep a record before its answer leaves, as strace(1) sees it.
@Suite(.enabled(if: Strace.isThere, "needs the Debian package strace")) struct AuditSyncTests {
    /// How often a process syncs that writes 200 records of 4 callers.
    private func syncs(_ durability: String) throws -> Int {
        try calls(durability, each: 50).count { $0.contains("sync(") }
    }

    /// The calls that sync, rename or write, of a process that writes so many records for each of 4 callers.
    private func calls(_ durability: String, each: Int) throws -> [Substring] {
        let folder = try TemporaryFolder()
        let process = Process()
        process.executableURL = URL(filePath: Strace.path)
        let program = URL(filePath: BuiltTool.path).deletingLastPathComponent().appending(path: "toolrouter-bench").path
        process.arguments = [
            "-f", "-y", "-e", "trace=fsync,fdatasync,rename,pwrite64", "-o", folder.file("trace"), program,
            "audit-load",
            "--dir",
            folder.file("audit"), "--durability", durability, "--callers", "4", "--each", "\(each)", "--segment-bytes",
            "1048576",
        ]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return try folder.text("trace").split(separator: "\n")
    }

    @Test func `power syncs for each batch, process for none`() throws {
        // Of 4 callers who wait, no more than 4 records are in a batch.
        #expect(try syncs("power") >= 50)
        // Making, closing and opening the files.
        #expect(try syncs("process") < 30)
    }

    @Test(arguments: ["relaxed", "process"])
    func `no segment begins before the disk has all of the one before it`(durability: String) throws {
        let calls = try calls(durability, each: 1_000)
        let beginnings = calls.indices.filter { calls[$0].contains("rename(") && !calls[$0].contains("audit-000001-") }
        try #require(beginnings.count > 0)
        for beginning in beginnings {
            let former = try #require(calls[beginning].firstMatch(of: /audit-(\d{6})-/).flatMap { Int($0.1) }) - 1
            let log = "audit-\(String(repeating: "0", count: 6 - "\(former)".count))\(former)-2026-11.sqlite-wal>"
            // A new log is synced once in any mode; what matters is that nothing was written behind the last time.
            let last = try #require(calls[..<beginning].last { $0.contains(log) })
            #expect(last.contains("sync("), "\(last.prefix(200))")
        }
    }
}

/// strace(1).
private enum Strace {
    static let path = "/usr/bin/strace"
    static let isThere = FileManager.default.fileExists(atPath: path)
}

import Foundation
import Testing

/// Which modes of the audit store have the disk keep a record before its answer leaves, as strace(1) sees it.
@Suite(.enabled(if: Strace.isThere, "needs the Debian package strace")) struct AuditSyncTests {
    /// How often a process syncs that writes 200 records of 4 callers.
    private func syncs(_ durability: String) throws -> Int {
        let folder = try TemporaryFolder()
        let process = Process()
        process.executableURL = URL(filePath: Strace.path)
        let program = URL(filePath: BuiltTool.path).deletingLastPathComponent().appending(path: "toolrouter-bench").path
        process.arguments = [
            "-f", "-e", "trace=fsync,fdatasync", "-o", folder.file("trace"), program, "audit-load", "--dir",
            folder.file("audit"), "--durability", durability, "--callers", "4", "--each", "50",
        ]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return try folder.text("trace").split(separator: "\n").count { $0.contains("sync(") }
    }

    @Test func `power syncs for each batch, process for none`() throws {
        // Of 4 callers who wait, no more than 4 records are in a batch.
        #expect(try syncs("power") >= 50)
        // Making, closing and opening the files.
        #expect(try syncs("process") < 30)
    }
}

/// strace(1).
private enum Strace {
    static let path = "/usr/bin/strace"
    static let isThere = FileManager.default.fileExists(atPath: path)
}

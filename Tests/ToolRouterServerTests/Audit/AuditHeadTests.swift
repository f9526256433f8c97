import Foundation
import Testing
import ToolRouter

@testable import ToolRouterServer

/// The head is read while it is overwritten.
@Suite struct AuditHeadTests {
    @Test func `a head that is overwritten all the time is read as one that was written`() throws {
        let folder = try AuditFolder()
        let heads = [1, 9_999_999].map { seq in
            AuditHead(
                store: String(repeating: "0", count: 32), segment: 1, seq: Int64(seq),
                hash: AuditHash(of: [UInt8(seq & 0xFF)]))
        }
        try AuditHeadFile(in: folder.path).write(heads[0])
        let isDone = DispatchSemaphore(value: 0)
        let end = DispatchSemaphore(value: 0)
        let path = folder.path
        Thread {
            if let file = try? AuditHeadFile(in: path) {
                var number = 0
                while isDone.wait(timeout: .now()) == .timedOut {
                    try? file.write(heads[number % 2])
                    number += 1
                    // What a transaction takes at least.
                    usleep(20)
                }
            }
            end.signal()
        }.start()
        var read: Set<AuditHead?> = []
        for _ in 0..<2_000 { read.insert(try AuditHead.read(in: path)) }
        isDone.signal()
        end.wait()
        #expect(read.isSubset(of: Set(heads.map(Optional.some))))
    }

    static let others: [(String, String)] = [
        ("cut short", "toolrouter-audit-head 1 x 1 5 "), ("of a negative number", "-5"),
        ("of the largest number", "9223372036854775807"),
    ]

    @Test(arguments: others)
    func `a head that can't have been written is damage`(name: String, seq: String) throws {
        let folder = try AuditFolder()
        let head = AuditHead(
            store: String(repeating: "0", count: 32), segment: 1, seq: 777_777_777, hash: AuditHash(of: []))
        let text = String(decoding: head.bytes, as: UTF8.self)
        let changed = name == "cut short" ? seq : text.replacingOccurrences(of: "777777777", with: seq)
        try (changed + String(repeating: " ", count: 400)).prefix(name == "cut short" ? 40 : 192)
            .write(toFile: folder.path + "/head", atomically: false, encoding: .utf8)
        let fault = #expect(throws: AuditFault.self) { try AuditHead.read(in: folder.path) }
        #expect(fault?.kind == .damaged)
    }
}

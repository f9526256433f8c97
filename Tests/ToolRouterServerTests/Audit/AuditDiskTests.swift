import Foundation
import GRDB
import Testing
import ToolRouter
import ToolRouterServer

/// A disk without space, on a small file system in memory.
@Suite(.serialized, .enabled(if: SmallDisk.canBeMade, "needs root's right to mount a tmpfs"))
struct AuditDiskTests {
    @Test func `on a full disk answers wait, it is told, and goes on by itself when there is space`() async throws {
        let disk = try SmallDisk(megabytes: 3)
        let troubles = Journal<AuditTrouble>()
        let store = try AuditStore(AuditSettings(folder: disk.path + "/audit"), report: { troubles.add($0) })
        try disk.fill(leaving: 256 << 10)
        let told = Journal<Bool>()
        var appended = 0
        while troubles.entries.isEmpty, appended < 20_000 {
            store.append(.answer(appended)) { told.add($0) }
            appended += 1
            if appended.isMultiple(of: 100) { try await Task.sleep(for: .milliseconds(2)) }
        }
        guard case .began(let fault)? = troubles.entries.first else {
            Issue.record("nothing is told of a full disk")
            return
        }
        #expect(fault.kind == .diskFull)
        #expect(fault.description.contains("no space left on the device (ENOSPC"), "\(fault)")
        #expect(fault.description.contains("free some space"))
        #expect(store.isAccepting, "those who come wait")
        #expect(store.status.fault == fault)
        for number in 0..<50 { store.append(.answer(appended + number)) { told.add($0) } }
        try await Task.sleep(for: .milliseconds(400))
        #expect(told.entries.count < appended + 50)

        try disk.empty()
        while told.entries.count < appended + 50 { try await Task.sleep(for: .milliseconds(10)) }
        #expect(!told.entries.contains(false))
        #expect(troubles.entries.count == 2)
        #expect(store.status.fault == nil)
        store.close()
        let verification = try AuditVerification.of(disk.path + "/audit")
        #expect(verification.findings == [])
        #expect(verification.records == appended + 50)
    }

    @Test func `where requests are refused, sums stay what they were`() async throws {
        let disk = try SmallDisk(megabytes: 3)
        var settings = AuditSettings(folder: disk.path + "/audit")
        settings.whenFull = .refuse
        let store = try AuditStore(settings)
        try disk.fill(leaving: 256 << 10)
        var answers: [Bool] = []
        while store.isAccepting, answers.count < 20_000 { answers.append(await store.append(.answer(answers.count))) }
        #expect(store.status.fault?.kind == .diskFull)
        #expect(answers.last == false)
        for number in 0..<10 { answers.append(await store.append(.answer(answers.count + number))) }
        #expect(answers.suffix(10).allSatisfy { !$0 })
        #expect(!store.isAccepting)

        try disk.empty()
        while !store.isAccepting { try await Task.sleep(for: .milliseconds(10)) }
        answers.append(await store.append(.answer(answers.count)))
        store.close()
        let path = disk.path + "/audit"
        #expect(try AuditVerification.of(path).findings == [])
        var query = AuditQuery()
        query.keys = [.kind]
        let report = try AuditReport(query, of: path)
        #expect(report.groups.map(\.keys) == [["answer"], ["loss"]])
        #expect(report.total.requests == answers.count { $0 })
        #expect(report.total.knownCost == Money(usd: "0.001")! * answers.count, "money of what was refused is there")
    }

    @Test func `a store on a full disk can't be made, and says so`() throws {
        let disk = try SmallDisk(megabytes: 1)
        try disk.fill(leaving: 4_096)
        let fault = #expect(throws: AuditFault.self) { try AuditStore(AuditSettings(folder: disk.path + "/audit")) }
        #expect(fault?.kind == .diskFull, "\(fault.map { "\($0)" } ?? "")")
    }
}

/// A file system of its own, in memory, unmounted with it.
final class SmallDisk {
    let path: String

    static let canBeMade: Bool = {
        (try? SmallDisk(megabytes: 1)) != nil
    }()

    struct NotMade: Error {}

    init(megabytes: Int) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "audit-disk-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(megabytes)m") == 0 else {
            rmdir(path)
            throw NotMade()
        }
    }

    deinit {
        umount2(path, Int32(MNT_DETACH))
        rmdir(path)
    }

    /// Takes all space but so much.
    func fill(leaving bytes: Int) throws {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { throw NotMade() }
        let free = Int(status.f_bavail) * Int(status.f_frsize)
        try Data(count: max(0, free - bytes)).write(to: URL(filePath: path + "/ballast"))
    }

    /// Gives the space back.
    func empty() throws {
        try FileManager.default.removeItem(atPath: path + "/ballast")
    }
}

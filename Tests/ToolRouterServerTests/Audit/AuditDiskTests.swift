import Foundation
import GRDB
import Testing
import ToolRouter
import ToolRouterServer

/// A disk without space, on a small file system in memory.
@Suite(.serialized, .timeLimit(.minutes(20)), .enabled(if: SmallDisk.canBeMade, "needs root's right to mount a tmpfs"))
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

    @Test func `a router whose records wait for the disk has a bound for those who wait`() async throws {
        let disk = try SmallDisk(megabytes: 3)
        var settings = AuditSettings(folder: disk.path + "/audit")
        settings.queue = 1
        let store = try AuditStore(settings)
        try disk.fill(leaving: 64 << 10)
        var configuration = RouterConfiguration()
        configuration.breaker.mode = .disabled
        configuration.retry.retries = 0
        let router = Router(
            configuration: configuration, scheduler: LiveScheduler(), planner: BrokenPlanner(), tools: [], store: nil,
            audit: store, observer: Nobody())
        let answers = Journal<Answer>()
        let (most, beyond) = (14_000, 2_000)
        await withTaskGroup { group in
            for number in 0..<most {
                group.addTask {
                    answers.add(
                        await router.answer(
                            Request(id: RequestID("r-\(number)"), caller: Caller(tenant: "t"), question: "how many?")))
                }
            }
            // All those for whom there is no room are told so, though nothing can be written.
            while answers.entries.count < beyond { try? await Task.sleep(for: .milliseconds(10)) }
            #expect(store.status.waiting <= 10_001)
            #expect(answers.entries.contains { $0.outcome.error?.code == .auditUnavailable })
            try? disk.empty()
        }
        #expect(answers.entries.count == most)
        store.close()
        var query = AuditQuery()
        query.keys = [.kind]
        let report = try AuditReport(query, of: disk.path + "/audit")
        #expect(report.groups.map(\.keys) == [["answer"], ["loss"]])
        #expect(try AuditVerification.of(disk.path + "/audit").findings == [])
    }

    private struct BrokenPlanner: Planner {
        let name: PlannerName = "main"
        let model = "m"
        let promptFingerprint = ""

        func propose(_ inquiry: PlannerInquiry) async -> Result<PlannerReply, PlannerFailure> { .failure(.connection) }
    }

    private struct Nobody: EventObserver {
        func observe(_ event: RouterEvent) {}
    }

    @Test func `whoever may only read, reads a store that nobody writes`() async throws {
        let disk = try SmallDisk(megabytes: 3)
        let path = disk.path + "/audit"
        let store = try AuditStore(AuditSettings(folder: path))
        _ = await store.append(.answer(1))
        store.close()
        // The thread of the store closes its last file behind `close`.
        var isReadOnly = false
        while !isReadOnly {
            isReadOnly = mount(nil, disk.path, nil, UInt(MS_REMOUNT | MS_RDONLY), nil) == 0
            if !isReadOnly { try await Task.sleep(for: .milliseconds(10)) }
        }
        let verification = try AuditVerification.of(path)
        #expect(verification.findings == [])
        #expect(verification.records == 1)
        #expect(try AuditReport(AuditQuery(), of: path).total.requests == 1)
    }

    @Test func `an old segment that can't be removed is said, and none after it goes`() async throws {
        let folder = try AuditFolder()
        try await folder.write((0..<4).map { .answer($0, at: Int64($0) * 24 * 25) })
        let files = folder.segments
        try #require(mount(files[1], files[1], nil, UInt(MS_BIND), nil) == 0)
        defer { umount2(files[1], Int32(MNT_DETACH)) }
        let now = AuditFolder.start + .seconds(200 * 24 * 3_600)
        let fault = #expect(throws: AuditFault.self) {
            try AuditWriter(folder.settings, at: now).pruning(before: now, at: now)
        }
        #expect(fault?.isOutput == true)
        #expect(fault?.description.contains("it is old and can't be removed: Device or resource busy") == true)
        #expect(files.map { FileManager.default.fileExists(atPath: $0) } == [false, true, true, true])
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

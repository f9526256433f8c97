import Foundation
import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterServer

/// The folders of recordings: whose they are, and which of them go.
@Suite struct RecordingFolderTests {
    private let scratch: OutputFolder
    private static let now = Timestamp(microseconds: 1_700_000_000_000_000)

    init() throws {
        scratch = try OutputFolder.scratch()
    }

    private func own() throws -> RecordingFolder {
        let node = try ConfigurationNode.constant("version: 1\n")
        let router = RouterSettings(databases: [("d", "/d.sql")], planner: PlannerSettings(name: "p", model: "m"))
        return try RecordingFolder(
            below: scratch.path, scenario: RecordedScenario(of: node, settings: router, description: "d"), at: Self.now)
    }

    /// A run with one closed segment of 1,000 bytes, which was written so many seconds ago.
    @discardableResult
    private func run(_ name: String, segments: Int = 1, age: Double) throws -> String {
        let folder = "\(scratch.path)/replays/\(name)"
        try OutputFolder.make(folder + "/segments")
        try OutputFile.write("version: 1\n", to: folder + "/scenario.yaml")
        for number in 1...segments {
            let path = "\(folder)/segments/00000\(number).jsonl"
            try OutputFile.write(String(repeating: "a", count: 1_000), to: path)
            let date = Date(timeIntervalSinceNow: Double(number) - age)
            try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
        }
        return folder
    }

    @Test func `the oldest go, whatever the name of their run, and those of the last minutes count, too`() throws {
        let own = try own()
        let first = try run("live-20990101T000000Z", age: 400)
        let second = try run("recent-20200101T000000Z", age: 300)
        let third = try run("live-20200101T000000Z", segments: 2, age: 200)
        #expect(SegmentRemoval.keep(2_500, below: scratch.path, own: own) == 2)
        #expect(try !Presence.of(first) && !Presence.of(second))
        #expect(SegmentRemoval.keep(1_000, below: scratch.path, own: own) == 1)
        #expect(try !Presence.of(third + "/segments/000001.jsonl"))
        #expect(try Presence.of(third + "/segments/000002.jsonl") && Presence.of(third + "/scenario.yaml"))
    }

    @Test func `what another living server wrote counts, and is left to it`() throws {
        let own = try own()
        let busy = try run("live-20200101T000000Z", segments: 2, age: 400)
        let free = try run("live-20210101T000000Z", age: 300)
        let lock = try FolderLock.take(busy, option: "--record")
        #expect(SegmentRemoval.keep(500, below: scratch.path, own: own) == 1)
        #expect(try Presence.of(busy + "/segments/000001.jsonl") && !Presence.of(free))
        withExtendedLifetime(lock) {}
    }

    @Test func `a run's own folder stays when all of its segments are gone`() throws {
        let own = try own()
        try OutputFile.write(String(repeating: "a", count: 1_000), to: own.segments + "/000001.jsonl")
        #expect(SegmentRemoval.keep(1, below: scratch.path, own: own) == 1)
        #expect(try Presence.of(own.path + "/scenario.yaml") && Presence.of(own.segments))
    }

    @Test func `a run holds the lock of its folder`() throws {
        let own = try own()
        #expect(throws: FolderInUse.self) { try FolderLock.take(own.path, option: "--record") }
        withExtendedLifetime(own) {}
    }

    /// Where a folder was removed between its making and its lock another one is made.
    @Test func `a lock of a folder that is gone is none of one that has its name`() throws {
        let path = scratch.path + "/folder"
        try OutputFolder.make(path)
        let lock = try FolderLock.take(path, option: "--record")
        #expect(lock.isOf(path))
        try FileManager.default.moveItem(atPath: path, toPath: path + "-2")
        #expect(!lock.isOf(path) && lock.isOf(path + "-2"))
        try OutputFolder.make(path)
        #expect(!lock.isOf(path))
    }
}

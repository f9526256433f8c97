import Foundation
import Glibc
import Testing

@testable import ToolRouterFormats
@testable import ToolRouterReplay

@Suite struct JUnitFileTests {
    private func suite(_ name: String, in folder: TemporaryFolder) throws -> JUnitSuite {
        let writer = try JUnitSuiteWriter(name: name, fragmentPath: folder.file(name + ".fragment"))
        try writer.write(JUnitCase(className: name, name: "r-1", time: .seconds(1), result: .passed))
        return try writer.finish()
    }

    @Test func `fragments are gone once the document is there, nothing else is left`() throws {
        let folder = try TemporaryFolder()
        let suites = [try suite("one", in: folder), try suite("two", in: folder)]
        #expect(try folder.contents == ["one.fragment", "two.fragment"])
        try JUnitDocument.write(suites, to: folder.file("junit.xml"))
        #expect(try folder.contents == ["junit.xml"])
    }

    @Test func `an older document is replaced`() throws {
        let folder = try TemporaryFolder()
        try "old".write(toFile: folder.file("junit.xml"), atomically: true, encoding: .utf8)
        try JUnitDocument.write([try suite("one", in: folder)], to: folder.file("junit.xml"))
        #expect(try String(contentsOfFile: folder.file("junit.xml"), encoding: .utf8).hasPrefix("<?xml"))
    }

    @Test func `a writer that goes away unfinished takes its fragment with it`() throws {
        let folder = try TemporaryFolder()
        do {
            let writer = try JUnitSuiteWriter(name: "one", fragmentPath: folder.file("one.fragment"))
            try writer.write(JUnitCase(className: "one", name: "r-1", time: .zero, result: .passed))
            #expect(try folder.contents == ["one.fragment.partial"])
        }
        #expect(try folder.contents == [])
    }

    @Test func `a suite that goes into no document can be discarded`() throws {
        let folder = try TemporaryFolder()
        try suite("one", in: folder).discard()
        #expect(try folder.contents == [])
    }

    @Test func `an empty suite has an empty fragment`() throws {
        let folder = try TemporaryFolder()
        let suite = try JUnitSuiteWriter(name: "one", fragmentPath: folder.file("one.fragment")).finish()
        #expect(try Data(contentsOf: URL(filePath: suite.fragmentPath)).isEmpty)
        #expect(suite.counts == JUnitCounts())
        #expect(suite.time == .zero)
    }

    @Test func `a missing folder is named, with what to do`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("none/one.fragment")
        let error = #expect(throws: FileError.self) { try JUnitSuiteWriter(name: "one", fragmentPath: path) }
        #expect(
            error?.description
                == "cannot write \(path): No such file or directory; "
                + "create the folder, or choose another one with --reports")
    }

    @Test func `a failed document keeps the old one and the fragments, and leaves nothing half-written`() throws {
        let folder = try TemporaryFolder()
        let good = try suite("one", in: folder)
        let lost = try suite("two", in: folder)
        lost.discard()
        try "old".write(toFile: folder.file("junit.xml"), atomically: true, encoding: .utf8)
        let error = #expect(throws: FileError.self) {
            try JUnitDocument.write([good, lost], to: folder.file("junit.xml"))
        }
        #expect(error?.path == lost.fragmentPath)
        #expect(try folder.contents == ["junit.xml", "one.fragment"])
        #expect(try String(contentsOfFile: folder.file("junit.xml"), encoding: .utf8) == "old")
    }

    /// What a report must neither follow, nor empty, nor delete.
    enum SpecialFile: String, CaseIterable, CustomTestStringConvertible, Sendable {
        case folder, link, pipe
        var testDescription: String { rawValue }

        func make(at path: String, target: String) throws {
            switch self {
            case .folder: try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            case .link: try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
            case .pipe: try #require(mkfifo(path, 0o600) == 0)
            }
        }
    }

    @Test(arguments: SpecialFile.allCases)
    func `what is not an ordinary file is refused by its name and left alone`(_ kind: SpecialFile) throws {
        let folder = try TemporaryFolder()
        try "precious".write(toFile: folder.file("target"), atomically: true, encoding: .utf8)
        try kind.make(at: folder.file("special"), target: folder.file("target"))
        let suite = try suite("one", in: folder)

        let ofFragment = #expect(throws: FileError.self) {
            try JUnitSuiteWriter(name: "two", fragmentPath: folder.file("special"))
        }
        let ofDocument = #expect(throws: FileError.self) {
            try JUnitDocument.write([suite], to: folder.file("special"))
        }
        for error in [ofFragment, ofDocument] {
            #expect(error?.path == folder.file("special"))
            #expect(error?.reason.found == "what is there is not an ordinary file")
        }
        #expect(try folder.contents == ["one.fragment", "special", "target"])
        #expect(try String(contentsOfFile: folder.file("target"), encoding: .utf8) == "precious")
    }

    /// `/dev/full` is opened here and only its descriptor handed on, so that nothing can delete it.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs /dev/full, a disk that is full"))
    func `a full disk is an error that comes through libxml2 with its reason`() throws {
        let descriptor = open("/dev/full", O_WRONLY)
        try #require(descriptor >= 0)
        let file = OutputFile(
            path: "one.fragment", partialPath: "one.fragment.partial", descriptor: descriptor, option: "--reports")
        let elements = try JUnitElements(to: JUnitSink(file))
        let error = try #require(
            throws: FileError.self,
            performing: {
                try elements.start("testsuites")
                try elements.text(String(repeating: "x", count: 100_000))
                try elements.end()
                try elements.flush()
            })
        #expect(
            error.description
                == "cannot write one.fragment: No space left on device; "
                + "free some space, or write the reports to another disk with --reports")
        #expect(throws: error) { try elements.start("more") }
        #expect(throws: error) { try file.finish() }
    }
}

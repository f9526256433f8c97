import Foundation
import Testing

/// `Scripts/live-incidents`: what went wrong in a running server, cut from its last minutes and made small.
@Suite(.serialized) struct ShrinkIncidentTests {
    /// The time of a search is none of the test's business, so there is plenty.
    @Test(arguments: ["budget", "flood"])
    func `incidents of a server replay as they were, and show again with a few requests`(kind: String) throws {
        let script = Package.folder.appending(path: "Scripts/live-incidents").path
        let programs = URL(filePath: BuiltTool.path).deletingLastPathComponent().path
        let run = try DebianPython.run([script, "--build", programs, "--only", kind, "--patience", "300"])
        #expect(run.code == 0, "\(run.text) \(run.errors)")
        #expect(run.text.hasSuffix("5 of 5 incidents are small and show again\n"))
    }
}

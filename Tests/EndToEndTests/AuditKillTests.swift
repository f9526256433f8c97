import Foundation
import Testing

/// `Scripts/audit-kill`: a process that is killed in the middle of writing.
@Suite struct AuditKillTests {
    private static let script = Package.folder.appending(path: "Scripts/audit-kill").path
    private static let programs = URL(filePath: BuiltTool.path).deletingLastPathComponent().path

    @Test(arguments: ["process", "power"])
    func `whoever is told that a record is safe finds it after a kill`(durability: String) throws {
        let run = try DebianPython.run([
            Self.script, "--kills", "5", "--durability", durability, "--build", Self.programs,
        ])
        #expect(run.code == 0, "\(run.text) \(run.errors)")
        #expect(run.text.contains("none missing, none twice, the chain verifies"))
    }
}

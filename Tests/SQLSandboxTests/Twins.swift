import CSQLite
import Foundation
import SQLSandbox
import ToolRouter

/// Two databases that differ only in what a policy denies, each in its sandbox.
///
/// A statement that gives the same on both has told nothing that it must not, however it was written and whatever the
/// guard believes it reads.
final class Twins {
    /// What running one text came to.
    enum Outcome {
        case refused
        /// Approved, and failed or stopped while it ran.
        case failed
        /// Ran, and told nothing of what is denied.
        case harmless
        /// What makes it an accepted attack.
        case accepted(String)
    }

    private let folder: TemporaryFolder
    private let sandboxes: [Sandbox]
    private let bytes: [Data]
    private let budget: ExecutionBudget

    /// - Parameters:
    ///   - build: makes the first database at a path.
    ///   - change: SQL that changes everything that is denied, for the second.
    init(_ policy: SandboxPolicy, build: (String) throws -> Void, change: String) throws {
        folder = try TemporaryFolder()
        let (one, other) = (folder.file("one.sqlite"), folder.file("other.sqlite"))
        try build(one)
        try FileManager.default.copyItem(atPath: one, toPath: other)
        try Writer(other).execute(change)
        sandboxes = try [one, other].map { try Sandbox(opening: $0, policy: policy) }
        bytes = try [one, other].map { try Data(contentsOf: URL(filePath: $0)) }
        budget = policy.budget
    }

    /// Gives `sql` to both and compares.
    func attack(_ sql: String) -> Outcome {
        let ends = sandboxes.map { sandbox -> Result<ResultSet, any Error> in
            Result { try sandbox.run(sandbox.approve(sql, at: noon), at: noon) }
        }
        switch (ends[0], ends[1]) {
        case (.success(let one), .success(let other)):
            guard one == other else { return .accepted("it tells the databases apart by \(one.rows.prefix(3))") }
            guard one.rows.count <= budget.rows else { return .accepted("it gives \(one.rows.count) rows") }
            return .harmless
        case (.failure(let one), .failure(let other)):
            guard "\(one)" == "\(other)" else { return .accepted("it tells the databases apart by \(one)") }
            return one is SQLRefusal ? .refused : .failed
        default: return .accepted("it tells the databases apart by failing on one of them")
        }
    }

    /// What all the attacks so far have left behind, if anything: a file, or a change in a database.
    func trace() throws -> String? {
        let names = ["one.sqlite", "other.sqlite"]
        let contents = try folder.contents
        guard contents == names else { return "files: \(contents)" }
        for (name, bytes) in zip(names, bytes) {
            guard try Data(contentsOf: URL(filePath: folder.file(name))) == bytes else { return "\(name) is changed" }
        }
        return nil
    }
}

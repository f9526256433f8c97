package import SQLSandbox
package import ToolRouter
package import ToolRouterFormats

/// What SQLite asks of the file of the database fails while one statement runs: another process has locked it, it can't be read, what is read
/// is no page of a database, or the disk has no room left. What SQLite and the sandbox make of it is theirs.
package struct SQLiteFault: DatabaseFault {
    package static let kind = "sqlite"
    package static let parameters = ["code"]

    private let trouble: StorageTrouble

    package init(_ trouble: StorageTrouble) {
        self.trouble = trouble
    }

    package init(_ section: ConfigurationSection, at target: FaultTarget) throws(FileError) {
        self.init(
            try section.required("code", "a `code`: `busy`, `ioerr`, `corrupt` or `full`").choice(
                of: StorageTrouble.self))
    }

    package static func examples(at target: FaultTarget) -> [any Fault] {
        these(StorageTrouble.allCases.map { SQLiteFault($0) }, at: target)
    }

    /// A lock goes away by itself, so it is the least of all.
    package var weaker: [any Fault] { trouble == .busy ? [] : [SQLiteFault(.busy)] }

    package func write(to writer: inout JSONWriter) {
        writer.member("code", trouble.rawValue)
    }

    func run(
        _ approved: any ApprovedCall, at now: Timestamp, _ call: FaultedCall
    ) async -> Result<ToolResult, RouterError> {
        let awaited = AwaitedTrouble(trouble)
        let result = await awaited.awaiting { () async -> Result<ToolResult, RouterError> in
            do throws(RouterError) {
                return .success(try await approved.run(at: now))
            } catch {
                return .failure(error)
            }
        }
        if awaited.wasMet { call.inject(trouble.words) }
        return result
    }
}

extension StorageTrouble {
    /// What has happened.
    fileprivate var words: String {
        switch self {
        case .busy: "another process has locked the database"
        case .ioerr: "the database can't be read"
        case .corrupt: "what is read of the database is no page"
        case .full: "the disk has no room left"
        }
    }
}

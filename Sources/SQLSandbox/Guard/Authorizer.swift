import CSQLite

/// Judges what a statement touches, as SQLite compiles it; whatever is not allowed is denied.
///
/// It stays installed while statements run, since SQLite compiles them again when the schema has changed. It answers
/// "deny" or "allow", never "ignore", which would quietly change results. The name of the view or trigger on whose
/// behalf a read happens is not looked at: a common table expression can forge it.
final class Authorizer {
    /// What was denied first.
    struct Denial {
        let code: SQLRefusal.Code
        let subject: String?
        let detail: String
        /// The table whose columns would help.
        var table: String?
        /// What to do, where it can't be told from the code.
        var hint: String?

        /// The denial of a column.
        static func column(_ column: String, of table: String) -> Denial {
            Denial(
                code: .columnDenied, subject: "\(table).\(column)",
                detail: "the column \(column) of \(table) is not allowed", table: table)
        }

        /// The denial of an index whose order tells of a denied column.
        static func order(by column: String, of table: String) -> Denial {
            Denial(
                code: .columnDenied, subject: "\(table).\(column)",
                detail: "\(table) would be read in the order of \(column), which is not allowed",
                hint: "write NOT INDEXED after \(table)")
        }
    }

    /// Whether the sandbox's own bookkeeping is running, which may do what it likes.
    var isTrusted = true
    /// The schema that statements meet.
    var catalogue = Catalogue()

    /// What the statement reads, as the schema writes it.
    private(set) var tables: Set<String> = []
    /// The columns the statement reads, as `table.column`; a view's are among them.
    private(set) var columns: Set<String> = []
    /// What the statement calls, lower-case.
    private(set) var functions: Set<String> = []
    /// Why the statement must not run, if so.
    private(set) var denial: Denial?

    private let allowedTables: Set<SQLName>?
    private let allowedFunctions: Set<SQLName>

    private let isOn: Bool

    /// - Parameter isOn: whether it denies anything and sees what a statement reads.
    init(_ policy: SandboxPolicy, isOn: Bool = true) {
        self.isOn = isOn
        switch policy.tables {
        case .all: allowedTables = nil
        case .only(let names): allowedTables = Set(names.map { SQLName($0) })
        }
        allowedFunctions = Set(policy.functions.map { SQLName($0) })
    }

    /// Makes SQLite ask this authorizer, which must live as long as the connection.
    func install(on database: OpaquePointer) {
        sqlite3_set_authorizer(
            database,
            { context, action, first, second, schema, _ in
                let authorizer = Unmanaged<Authorizer>.fromOpaque(context!).takeUnretainedValue()
                return authorizer.allows(action, first, second, schema) ? SQLITE_OK : SQLITE_DENY
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Forgets the statement before and judges from here on.
    func begin() {
        isTrusted = false
        tables = []
        columns = []
        functions = []
        denial = nil
    }

    /// The tables and views of the schema that a statement may read, sorted.
    var readableTables: [String] {
        catalogue.tables.filter { mayRead($0.key) }.values.map(\.name).sorted()
    }

    /// The columns of a table that a statement may read, in the order of the table.
    func readableColumns(of table: String) -> [String] {
        catalogue.tables[SQLName(table)]?.readableColumns ?? []
    }

    private func allows(
        _ action: Int32, _ first: UnsafePointer<CChar>?, _ second: UnsafePointer<CChar>?,
        _ schema: UnsafePointer<CChar>?
    ) -> Bool {
        if isTrusted || !isOn { return true }
        switch action {
        case SQLITE_SELECT, SQLITE_RECURSIVE: return true
        case SQLITE_READ: return allowsRead(first, column: second, schema: schema)
        case SQLITE_FUNCTION: return allowsFunction(second)
        default:
            deny(StatementKind.denial(of: action, on: first.map { String(cString: $0) }))
            return false
        }
    }

    private func allowsRead(
        _ table: UnsafePointer<CChar>?, column: UnsafePointer<CChar>?, schema: UnsafePointer<CChar>?
    ) -> Bool {
        guard let table else {
            deny(Denial(code: .tableDenied, subject: nil, detail: "reads a table without a name"))
            return false
        }
        let name = SQLName(table)
        let isMain = schema.map { SQLName($0) == SQLName("main") } ?? true
        guard isMain, !name.isReserved else { return denyRead(of: table) }

        guard let known = catalogue.tables[name] else {
            // `count(*)` over a common table expression is reported as a read of no column of the expression's name.
            if column == nil || column?.pointee == 0 { return true }
            return denyRead(of: table)
        }
        guard mayRead(name) else { return denyRead(of: table) }
        tables.insert(known.name)
        guard let column, column.pointee != 0 else { return true }
        let columnName = String(cString: column)
        guard !known.denies(SQLName(columnName)) else {
            deny(.column(columnName, of: known.name))
            return false
        }
        columns.insert("\(known.name).\(columnName)")
        return true
    }

    private func allowsFunction(_ function: UnsafePointer<CChar>?) -> Bool {
        let name = function.map { SQLName($0) } ?? SQLName("")
        guard mayCall(name) else {
            deny(
                Denial(
                    code: .functionDenied, subject: name.text, detail: "the function \(name.text) is not allowed"))
            return false
        }
        functions.insert(name.text)
        return true
    }

    /// Whether a statement may read the table or view.
    func mayRead(_ name: SQLName) -> Bool {
        !name.isReserved && allowedTables?.contains(name) ?? true
    }

    /// Whether a statement may call the function.
    func mayCall(_ name: SQLName) -> Bool {
        allowedFunctions.contains(name)
    }

    private func denyRead(of table: UnsafePointer<CChar>) -> Bool {
        let name = String(cString: table)
        deny(Denial(code: .tableDenied, subject: name, detail: "the table \(name) is not allowed"))
        return false
    }

    private func deny(_ denial: Denial) {
        if self.denial == nil { self.denial = denial }
    }
}

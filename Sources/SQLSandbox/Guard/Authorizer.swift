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

        /// The denial of a table or view.
        static func table(_ table: String) -> Denial {
            Denial(code: .tableDenied, subject: table, detail: "the table \(table) is not allowed")
        }

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

    /// The statement that is compiled, which says whether a name is a table's.
    private var text: ArraySlice<UInt8> = []
    private var namesOfText: NamedTables?
    private var expressionsOfText: Set<SQLName>?

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
        judge(by: [])
    }

    /// The statement that is compiled next is the first one of `text`.
    func judge(by text: ArraySlice<UInt8>) {
        self.text = text
        namesOfText = nil
        expressionsOfText = nil
    }

    /// What the statement names.
    var names: NamedTables {
        if let namesOfText { return namesOfText }
        let names = NamedTables(of: text)
        namesOfText = names
        return names
    }

    /// The denial of the first table that the statement names and that may not be read, be it through a view; nil when there
    /// is none. Tables that SQLite keeps for itself are left to SQLite's words, and those that do not exist.
    func denialOfNamedTable() -> Denial? {
        if allowedTables == nil { return nil }
        return tablesBehind(names.tables).first { !mayRead(SQLName($0.name)) && !SQLName($0.name).isReserved }
            .map { .table($0.name) }
    }

    /// The denial of the first column that may not be read, where the statement asks for all columns of something and names
    /// a table that has such a one; nil when it does not.
    func denialOfStar() -> Denial? {
        guard names.hasStar else { return nil }
        for table in tablesBehind(names.tables) {
            if let column = table.columns.first(where: { table.denies(SQLName($0)) }) {
                return .column(column, of: table.name)
            }
        }
        return nil
    }

    /// The tables and views of those names, and what the views are made of, each once.
    private func tablesBehind(_ names: [SQLName]) -> [Catalogue.Table] {
        var found: [Catalogue.Table] = []
        var seen: Set<SQLName> = []
        var waiting = Array(names.reversed())
        while let name = waiting.popLast() {
            guard seen.insert(name).inserted, let table = catalogue.tables[name] else { continue }
            found.append(table)
            waiting += table.sources.reversed()
        }
        return found
    }

    /// The names by which the statement means common table expressions, its own or those of views which it reads, and no
    /// table anywhere.
    private var expressions: Set<SQLName> {
        if let expressionsOfText { return expressionsOfText }
        var expressions = names.expressions
        let relations = tablesBehind(names.tables)
        for relation in relations { expressions.formUnion(relation.expressions) }
        if !expressions.isEmpty {
            expressions.subtract(names.tables)
            for relation in relations { expressions.subtract(relation.sources) }
        }
        expressionsOfText = expressions
        return expressions
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
        // A table of which no column is read is reported by its name alone, as it is written: so is an expression.
        if schema == nil, column == nil || column?.pointee == 0, expressions.contains(name) { return true }
        guard isMain, !name.isReserved else { return denyRead(of: table) }

        guard let known = catalogue.tables[name] else {
            // A subquery may have an alias, and only that.
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
        deny(.table(catalogue.tables[SQLName(table)]?.name ?? name))
        return false
    }

    private func deny(_ denial: Denial) {
        if self.denial == nil { self.denial = denial }
    }
}

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

        /// The denial of a function that gives a table.
        static func tableFunction(_ name: String, allowed: [String]) -> Denial {
            Denial(
                code: .functionDenied, subject: name, detail: "the table-valued function \(name) is not allowed",
                hint: allowed.isEmpty
                    ? "no table-valued function is" : "table-valued functions: \(allowed.joined(separator: ", "))")
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
    private(set) var text: ArraySlice<UInt8> = []
    private var namesOfText: NamedTables?
    /// What it reads that modules compute, once somebody has asked.
    var virtualOfText: VirtualSources??
    /// The shadow tables that modules may read while a statement runs which reads their virtual tables; nil while others run.
    private var shadowsOfRun: Set<SQLName>?
    private var expressionsOfText: Set<SQLName>?

    let allowedTables: Set<SQLName>?
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
        shadowsOfRun = nil
        judge(by: [])
    }

    /// What is compiled from here on is what modules ask to find rows of `tables`, full-text tables that the statement which
    /// begins to run was allowed to read.
    func runModules(of tables: [String]) {
        let owners = Set(tables.map { SQLName($0) })
        shadowsOfRun = Set(catalogue.shadows.filter { owners.contains($0.value) }.keys)
    }

    /// The statement that is compiled next is the first one of `text`.
    func judge(by text: ArraySlice<UInt8>) {
        self.text = text
        namesOfText = nil
        virtualOfText = nil
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
        if allowedTables == nil, !catalogue.hasVirtual { return nil }
        return tablesBehind(names.tables).first { !mayRead(SQLName($0.name)) && !SQLName($0.name).isReserved }
            .map { denial(ofTable: $0.name) }
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

    /// The names, and those that views and full-text tables are made of, each once.
    func namesBehind(_ names: [SQLName]) -> [SQLName] {
        var found: [SQLName] = []
        var seen: Set<SQLName> = []
        var waiting = Array(names.reversed())
        while let name = waiting.popLast() {
            guard seen.insert(name).inserted else { continue }
            found.append(name)
            waiting += (catalogue.tables[name]?.sources ?? []).reversed()
        }
        return found
    }

    /// The tables and views of those names, and what the views are made of, each once.
    private func tablesBehind(_ names: [SQLName]) -> [Catalogue.Table] {
        namesBehind(names).compactMap { catalogue.tables[$0] }
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
        case SQLITE_PRAGMA where shadowsOfRun?.isEmpty == false && first.map { SQLName($0) } == SQLName("data_version"):
            return true
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
        if shadowsOfRun?.contains(name) == true { return true }

        guard let known = catalogue.tables[name] else {
            if isAllowedTableFunction(name) {
                functions.insert(name.text)
                return true
            }
            if let denial = denial(ofMissingTable: name.text) {
                deny(denial)
                return false
            }
            // A subquery may have an alias, and only that.
            if column == nil || column?.pointee == 0 { return true }
            return denyRead(of: table)
        }
        guard mayRead(name) else { return denyRead(of: table) }
        tables.insert(known.name)
        guard let column, column.pointee != 0 else { return true }
        let columnName = String(cString: column)
        if known.isVirtual, SQLName(columnName) == SQLName("rank"), !mayCall(SQLName(BuiltinFunctions.fit)) {
            deny(Self.denial(ofFunction: BuiltinFunctions.fit))
            return false
        }
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
            deny(Self.denial(ofFunction: name.text))
            return false
        }
        if BuiltinFunctions.fullText.contains(name.text) || name.text == BuiltinFunctions.fit, shadowsOfRun == nil,
            virtualSources?.tables.isEmpty ?? true
        {
            var denial = Self.denial(ofFunction: name.text)
            denial.hint = "only a full-text table that the policy names has it"
            deny(denial)
            return false
        }
        functions.insert(name.text)
        return true
    }

    /// Whether a statement may read the table or view.
    func mayRead(_ name: SQLName) -> Bool {
        guard !name.isReserved, allowedTables?.contains(name) ?? true else { return false }
        guard catalogue.hasVirtual else { return true }
        guard catalogue.shadows[name] == nil else { return false }
        guard let table = catalogue.tables[name], table.isVirtual else { return true }
        guard allowedTables != nil, table.virtual?.isFullText == true, !table.deniesSome else { return false }
        // A search finds what any of them holds, whatever the table or view that they come from.
        return namesBehind(table.sources).allSatisfy { source in
            guard let content = catalogue.tables[source], !content.isVirtual, catalogue.shadows[source] == nil else {
                return false
            }
            return !source.isReserved && allowedTables?.contains(source) ?? true && !content.deniesSome
        }
    }

    private static func denial(ofFunction name: String) -> Denial {
        Denial(code: .functionDenied, subject: name, detail: "the function \(name) is not allowed")
    }

    /// Whether a statement may call the function.
    func mayCall(_ name: SQLName) -> Bool {
        allowedFunctions.contains(name)
    }

    private func denyRead(of table: UnsafePointer<CChar>) -> Bool {
        let name = String(cString: table)
        deny(denial(ofTable: name))
        return false
    }

    private func deny(_ denial: Denial) {
        if self.denial == nil { self.denial = denial }
    }
}

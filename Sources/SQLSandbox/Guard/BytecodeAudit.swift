import CSQLite
import ToolRouter

/// Judges the program that a statement compiles to, apart from what the authorizer was told: which trees of pages it
/// opens, which places of their rows it reads, which functions it calls, and that it can do nothing else.
///
/// It sees what the authorizer does not: the keys of `USING` and `NATURAL` joins, and what a generated column is computed
/// from. It does not see views, which leave no trace in a program.
struct BytecodeAudit {
    /// What a program reads and calls.
    struct ReadSet: Sendable {
        var tables: Set<String> = []
        /// As `table.column`.
        var columns: Set<String> = []
        /// Lower-case.
        var functions: Set<String> = []
        let program: ProgramFingerprint
        /// How much of the present it can make its result depend on.
        let clock: ClockReading
        /// What it works with beside its values.
        let blocks: ProgramBlocks
    }

    private let authorizer: Authorizer
    private let connection: Connection
    /// What the program's cursors on virtual tables may read, by what the listing shows; known once there is one.
    private var virtualTables: [String: VirtualSource]?
    private var virtual: [Int32: VirtualSource] = [:]
    /// The register that the last look at a full-text table as a whole went to, which only its functions may take.
    private var wholeTable: Int32?
    /// The texts of the statement that are known to stand in registers.
    private var constants: [Int32: String] = [:]
    private var fingerprint = ProgramFingerprint.Builder()
    private var opened: [Int32: [Catalogue.Tree]] = [:]
    private var scratch: Set<Int32> = []
    private var uses: [Use] = []
    private var functions: Set<String> = []
    private var clock = ClockUse()
    private var blocks = ProgramBlocks()

    /// What an operation does with a cursor.
    private struct Use {
        let cursor: Int32
        let operation: Operation
        let name: String
        /// The place that is read, or the number of places that are compared.
        let place: Int
    }

    private init(_ connection: Connection) {
        self.connection = connection
        authorizer = connection.authorizer
    }

    /// Judges the rows of `listing`, an EXPLAIN of `statement`.
    ///
    /// - Throws: a denial, or the error of the engine.
    static func judge(
        _ listing: OpaquePointer, of statement: ArraySlice<UInt8>, on connection: Connection
    ) throws(Failure) -> ReadSet {
        var audit = BytecodeAudit(connection)
        var code = sqlite3_step(listing)
        while code == SQLITE_ROW {
            try audit.take(listing)
            code = sqlite3_step(listing)
        }
        guard code == SQLITE_DONE else { throw .engine(connection.error(code)) }
        audit.fingerprint.add(parametersOf: listing)
        return try audit.finish(statement)
    }

    /// Why there is no read-set.
    enum Failure: Error {
        case denied(Authorizer.Denial)
        case engine(EngineError)
    }

    /// Takes in one operation.
    private mutating func take(_ row: OpaquePointer) throws(Failure) {
        let name = sqlite3_column_text(row, 1).map { String(cString: $0) } ?? ""
        let (p1, p2, p3) = (sqlite3_column_int(row, 2), sqlite3_column_int(row, 3), sqlite3_column_int(row, 4))
        let p4 = sqlite3_column_text(row, 5)
        let p5 = sqlite3_column_int(row, 6)
        if name == "VOpen" {
            // What is shown is an address, which is another one each time.
            try openVirtual(p1, p4.map { String(cString: $0) } ?? "")
            Array("\(virtual[p1]!.text)\0".utf8).withUnsafeBufferPointer {
                fingerprint.add(name, (p1, p2, p3, p5), $0.baseAddress)
            }
        } else {
            fingerprint.add(name, (p1, p2, p3, p5), p4)
        }
        try followWholeTable(name, (p1, p2, p3), p4)
        if name == "VFilter" {
            if case .function? = virtual[p1] {
            } else {
                try judge(FullTextSearch(way: p4.map { String(cString: $0) } ?? "", firstArgument: p3 + 2))
            }
        }
        followConstants(name, p2, p3, p4)
        clock.take(name, p1, p2, p4)
        blocks.take(name, p1, constant: Int(sqlite3_column_bytes(row, 5)))

        switch Operation.named(name) {
        case .harmless: break
        case .open:
            // OPFLAG_P2ISREG: the page stands in a register, so that it can't be known here.
            guard p3 == 0, p5 & 0x10 == 0, let tree = authorizer.catalogue.trees[p2] else {
                throw .denied(Self.denial(.tableDenied, "page \(p2)", "opens page \(p2), which is no table's"))
            }
            guard authorizer.mayRead(tree.table) else {
                throw .denied(authorizer.denial(ofTable: tree.tableName))
            }
            opened[p1, default: []].append(tree)
        case .openScratch: scratch.insert(p1)
        case .openVirtual: break
        case .virtualColumn: uses.append(Use(cursor: p1, operation: .virtualColumn, name: name, place: Int(p2)))
        case .move where name == "NullRow" && opened[p1] == nil:
            // Opens a cursor that gives NULLs where none is open.
            scratch.insert(p1)
        case .call:
            let function = String(p4.map { String(cString: $0) }?.prefix { $0 != "(" } ?? "")
            guard authorizer.mayCall(SQLName(function)) else {
                throw .denied(Self.denial(.functionDenied, function, "the function \(function) is not allowed"))
            }
            functions.insert(SQLName(function).text)
        case .transaction:
            guard p1 == 0, p2 == 0 else {
                throw .denied(Self.denial(.notReadOnly, nil, "the statement would begin a transaction that writes"))
            }
        case .write: throw .denied(Self.denial(.notReadOnly, nil, "the statement would write"))
        // The type of a register, not of a place.
        case .column where p1 < 0: break
        case .column: uses.append(Use(cursor: p1, operation: .column, name: name, place: Int(p2)))
        case .seek:
            let places = p4.flatMap { Int(String(cString: $0)) } ?? 0
            uses.append(Use(cursor: p1, operation: .seek, name: name, place: places))
        case .some(let operation): uses.append(Use(cursor: p1, operation: operation, name: name, place: 0))
        case nil:
            throw .denied(Self.denial(.statementDenied, name, "the operation \(name) is not one of a query"))
        }
    }

    /// Judges the uses of cursors, all of which are known now.
    private func finish(_ statement: ArraySlice<UInt8>) throws(Failure) -> ReadSet {
        var read = ReadSet(
            functions: functions, program: fingerprint.finish(statement), clock: clock.reading,
            blocks: blocks)
        for tree in opened.values.joined() { read.tables.insert(tree.tableName) }
        if wholeTable != nil { throw .denied(Self.wholeTableDenial) }
        for source in virtual.values { add(source, to: &read) }
        for use in uses {
            if let source = virtual[use.cursor] {
                try judge(use, of: source, &read)
                continue
            }
            if [.virtualColumn, .moveVirtual].contains(use.operation) {
                throw .denied(Self.denial(.statementDenied, use.name, "\(use.name) uses a cursor that is not open"))
            }
            let trees = opened[use.cursor] ?? []
            if trees.isEmpty, use.operation != .move, !scratch.contains(use.cursor) {
                throw .denied(Self.denial(.statementDenied, use.name, "\(use.name) uses a cursor that is not open"))
            }
            if use.operation == .writeScratch, !trees.isEmpty {
                throw .denied(Self.denial(.notReadOnly, trees[0].tableName, "the statement would write"))
            }
            for tree in trees { try judge(use, of: tree, &read) }
        }
        return read
    }

    /// Opens a cursor on a virtual table, which must be one that a statement may read.
    private mutating func openVirtual(_ cursor: Int32, _ shown: String) throws(Failure) {
        if virtualTables == nil {
            do throws(EngineError) {
                virtualTables = try connection.virtualTables()
            } catch {
                throw .engine(error)
            }
        }
        guard let source = virtualTables?[shown] else {
            throw .denied(Self.denial(.tableDenied, nil, "opens a virtual table that is not allowed"))
        }
        guard virtual[cursor] == nil || virtual[cursor] == source, opened[cursor] == nil else {
            throw .denied(Self.denial(.statementDenied, "VOpen", "opens a cursor twice"))
        }
        virtual[cursor] = source
    }

    private func add(_ source: VirtualSource, to read: inout ReadSet) {
        switch source {
        case .function(let name): read.functions.insert(name)
        case .table(let name):
            read.tables.insert(name)
            for content in authorizer.catalogue.tables[SQLName(name)]?.sources ?? [] {
                read.tables.insert(authorizer.catalogue.tables[content]?.name ?? content.text)
            }
        }
    }

    private func judge(_ use: Use, of source: VirtualSource, _ read: inout ReadSet) throws(Failure) {
        switch use.operation {
        case .moveVirtual, .move, .rowid, .count: return
        case .virtualColumn:
            guard case .table(let name) = source, let columns = authorizer.catalogue.tables[SQLName(name)]?.columns
            else {
                return
            }
            if columns.indices.contains(use.place) {
                read.columns.insert("\(name).\(columns[use.place])")
            } else if use.place > columns.count, !authorizer.mayCall(SQLName(BuiltinFunctions.fit)) {
                throw .denied(
                    Self.denial(
                        .functionDenied, BuiltinFunctions.fit, "the function bm25, which rank is, is not allowed"))
            }
        default:
            throw .denied(
                Self.denial(.statementDenied, use.name, "\(use.name) is not for a virtual table"))
        }
    }

    /// Knows the texts that stand in registers since the last operation that does more than set one.
    private mutating func followConstants(_ name: String, _ p2: Int32, _ p3: Int32, _ p4: UnsafePointer<UInt8>?) {
        switch name {
        case "String8": constants[p2] = p4.map { String(cString: $0) }
        case "Integer", "Int64", "Real", "Variable", "Rowid", "SCopy": constants[p2] = nil
        case "Column": constants[p3] = nil
        default: if !constants.isEmpty { constants = [:] }
        }
    }

    /// A full-text table has a column with its own name, for its functions: as a value it is a number that tells how many
    /// cursors there were before. So what is read of it must go to such a function, with nothing but other arguments between.
    private mutating func followWholeTable(
        _ name: String, _ numbers: (Int32, Int32, Int32), _ p4: UnsafePointer<UInt8>?
    ) throws(Failure) {
        if let register = wholeTable {
            switch name {
            case "Function", "PureFunc":
                let function = p4.map { String(cString: $0) }?.prefix { $0 != "(" } ?? ""
                guard numbers.1 == register, ["bm25", "highlight"].contains(SQLName(function).text) else {
                    throw .denied(Self.wholeTableDenial)
                }
                wholeTable = nil
            case "String8", "Integer", "Int64", "Real", "Variable", "Null", "Blob": break
            case "SCopy", "Copy":
                if numbers.0 == register { throw .denied(Self.wholeTableDenial) }
            default: throw .denied(Self.wholeTableDenial)
            }
        }
        guard name == "VColumn", case .table(let table)? = virtual[numbers.0],
            Int(numbers.1) == authorizer.catalogue.tables[SQLName(table)]?.columns.count
        else { return }
        wholeTable = numbers.2
    }

    /// Judges the way to the rows of a full-text table.
    private func judge(_ search: FullTextSearch) throws(Failure) {
        if search.isMatch, !authorizer.mayCall(SQLName("match")) {
            throw .denied(
                Self.denial(
                    .functionDenied, "match", "the function match, which searching a full-text table is, is not allowed"
                ))
        }
        if let excess = search.excess(constants) {
            throw .denied(
                Authorizer.Denial(
                    code: .tooComplex, subject: nil, detail: excess,
                    hint: "write what is searched for as one short text"))
        }
    }

    private static let wholeTableDenial = Authorizer.Denial(
        code: .statementDenied, subject: nil, detail: "a full-text table is read as if it were a value",
        hint: "search it with MATCH, or give it to highlight()")

    private func judge(_ use: Use, of tree: Catalogue.Tree, _ read: inout ReadSet) throws(Failure) {
        switch use.operation {
        case .count: return
        case .column: try self.read(use.place, of: tree, &read)
        case .rowid: try readRowid(of: tree, &read)
        case .rowidOfEntry: try self.read(tree.places.count - 1, of: tree, &read)
        case .wholeRow: for place in tree.places.indices { try self.read(place, of: tree, &read) }
        case .seek where tree.isByRowid: try readRowid(of: tree, &read)
        case .seek: for place in 0..<use.place { try self.read(place, of: tree, &read) }
        default: break
        }
        // The order of an index tells as much as its entries do.
        if let column = tree.deniedOrder { throw .denied(.order(by: column, of: tree.tableName)) }
    }

    private func read(_ place: Int, of tree: Catalogue.Tree, _ read: inout ReadSet) throws(Failure) {
        guard tree.places.indices.contains(place) else {
            throw .denied(
                Self.denial(.statementDenied, tree.tableName, "reads place \(place) of \(tree.tableName)"))
        }
        try self.read(tree.places[place], of: tree, &read)
    }

    private func readRowid(of tree: Catalogue.Tree, _ read: inout ReadSet) throws(Failure) {
        try self.read(tree.rowid, of: tree, &read)
    }

    private func read(_ place: Catalogue.Place, of tree: Catalogue.Tree, _ read: inout ReadSet) throws(Failure) {
        guard !place.isDenied else { throw .denied(.column(place.column, of: tree.tableName)) }
        if let label = place.label { read.columns.insert(label) }
    }

    private static func denial(
        _ code: SQLRefusal.Code, _ subject: String?, _ detail: String
    ) -> Authorizer.Denial {
        Authorizer.Denial(code: code, subject: subject, detail: detail)
    }
}

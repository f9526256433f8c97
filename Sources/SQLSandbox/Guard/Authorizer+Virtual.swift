/// What a statement reads that modules of SQLite compute: full-text tables that the policy names, and table-valued functions
/// that depend on nothing but their arguments. Only a statement that names such a thing, and besides nothing virtual that is
/// not allowed, is compiled with the modules at hand.
extension Authorizer {
    /// What the statement reads, be it through a view, that modules compute; nil when that is nothing, or something that is
    /// not allowed, with which SQLite is not to compile it.
    var virtualSources: VirtualSources? {
        if let virtualOfText { return virtualOfText }
        let sources = mayHaveVirtualSources ? findVirtualSources() : nil
        virtualOfText = .some(sources)
        return sources
    }

    /// Whether the text is worth a closer look: every allowed function has this in its name.
    private var mayHaveVirtualSources: Bool {
        if catalogue.hasVirtual || !catalogue.tables.values.allSatisfy({ !$0.isView }) { return true }
        return text.indices.contains { place in
            text[place] == UInt8(ascii: "_") && text.distance(from: text.startIndex, to: place) >= 4
                && SQLName(bytes: text[(place - 4)..<place]) == SQLName("json")
        }
    }

    private func findVirtualSources() -> VirtualSources? {
        var tables: Set<String> = []
        var functions: Set<String> = []
        for name in namesBehind(names.tables) {
            guard !isOutside(name) else { return nil }
            if let table = catalogue.tables[name] {
                if table.isVirtual { tables.insert(table.name) }
            } else {
                functions.insert(name.text)
            }
        }
        if tables.isEmpty, functions.isEmpty { return nil }
        return VirtualSources(tables: tables.sorted(), functions: functions.sorted())
    }

    /// Whether a name is neither an ordinary table's or view's nor of something virtual that a statement may read.
    private func isOutside(_ name: SQLName) -> Bool {
        guard let table = catalogue.tables[name] else { return !isAllowedTableFunction(name) }
        return table.isVirtual && !mayRead(name)
    }

    /// All that a statement may read which modules compute.
    var allVirtualSources: VirtualSources {
        let tables = catalogue.hasVirtual ? catalogue.tables.filter { $0.value.isVirtual && mayRead($0.key) } : [:]
        return VirtualSources(tables: tables.values.map(\.name).sorted(), functions: allowedTableFunctions)
    }

    private var allowedTableFunctions: [String] {
        TableFunctions.deterministic.filter { isAllowedTableFunction(SQLName($0)) }.sorted()
    }

    func isAllowedTableFunction(_ name: SQLName) -> Bool {
        mayCall(name) && TableFunctions.deterministic.contains(name.text) && catalogue.tables[name] == nil
    }

    /// The denial of a table-valued function that is named like no table, or is called; nil where neither is so.
    func denial(ofMissingTable name: String) -> Denial? {
        let key = SQLName(name)
        guard catalogue.tables[key] == nil, TableFunctions.has(key) || names.calls.contains(key) else { return nil }
        return .tableFunction(name, allowed: allowedTableFunctions)
    }

    /// What SQLite means that has found no table `name`: beside something that a statement may not read it knows nothing
    /// virtual. Nil where it means what it says.
    func meaning(ofMissingTable name: String) -> MissingTable? {
        let parts = name.split(separator: ".", maxSplits: 1)
        let name = parts.count == 2 && SQLName(parts[0]) == SQLName("main") ? String(parts[1]) : name
        let key = SQLName(name)
        let isKnown = isAllowedTableFunction(key) || catalogue.tables[key] != nil
        guard isKnown else { return denial(ofMissingTable: name).map { .denied($0) } }
        guard let other = namesBehind(names.tables).first(where: { isOutside($0) }) else {
            return catalogue.tables[key].map { .denied(denial(ofTable: $0.name)) }
        }
        if let table = catalogue.tables[other] { return .denied(denial(ofTable: table.name)) }
        if let denial = denial(ofMissingTable: other.text) { return .denied(denial) }
        return other.isReserved ? .denied(.table(other.text)) : .absent(other.text)
    }

    /// What a table is that SQLite has not found.
    enum MissingTable {
        case denied(Denial)
        /// There is none of this name.
        case absent(String)
    }

    /// The denial of a table or view, in words that tell what it is.
    func denial(ofTable name: String) -> Denial {
        let key = SQLName(name)
        guard let table = catalogue.tables[key] else { return .table(name) }
        if catalogue.shadows[key] != nil {
            return Denial(
                code: .tableDenied, subject: table.name,
                detail: "the table \(table.name) is where a virtual table keeps its rows, which is not allowed")
        }
        guard table.isVirtual, allowedTables?.contains(key) ?? true else { return .table(table.name) }
        guard table.virtual?.isFullText == true else {
            let module = table.virtual.map { " of module \($0.module.text)" } ?? ""
            return Denial(
                code: .tableDenied, subject: table.name,
                detail: "the table \(table.name) is a virtual one\(module), which is not allowed")
        }
        return Denial(
            code: .tableDenied, subject: table.name, detail: "the full-text table \(table.name) is not allowed",
            hint: allowedTables == nil
                ? "a policy has to name a full-text table"
                : "the table that it has its texts from must be allowed, with all its columns")
    }
}

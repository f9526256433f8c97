import SQLSandbox
package import ToolRouter

extension SQLTool {
    /// The most views and full-text tables whose columns are looked up: each takes a statement that is judged.
    private static let maximumViews = 200

    /// The tables that the caller's role may read, with those of their columns that it may read.
    package func describe(for request: Request) async -> ToolDescription? {
        guard let database = try? database(for: request, at: .plan), let tables = try? await database.describe() else {
            return nil
        }
        var description = ToolDescription(tool: name)
        var views = 0
        for table in tables {
            if table.columns.isEmpty {
                views += 1
                guard views <= Self.maximumViews, let source = await view(table.name, of: database) else { continue }
                description.sources.append(source)
            } else {
                let fields = table.columns.map { ToolDescription.Field($0) }
                description.sources.append(ToolDescription.Source(name: table.name, fields: fields))
            }
        }
        return description
    }

    /// A view that can be read as a whole: what its columns are called the engine says that judges the statement.
    private func view(_ name: String, of database: any GuardedDatabase) async -> ToolDescription.Source? {
        let quoted =
            "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
        // No name depends on the moment.
        let statement = try? await database.approve("SELECT * FROM \(quoted)", at: Timestamp(nanoseconds: 0))
        return statement.map { statement in
            ToolDescription.Source(name: name, fields: statement.columns.map { ToolDescription.Field(name: $0) })
        }
    }
}

extension ToolDescription.Field {
    fileprivate init(_ column: DescribedTable.Column) {
        let type = [column.type, column.isKey ? "PRIMARY KEY" : ""].filter { !$0.isEmpty }.joined(separator: " ")
        self.init(
            name: column.name, type: type.isEmpty ? nil : type,
            references: column.references.map { ToolDescription.Reference(source: $0.table, field: $0.column) })
    }
}

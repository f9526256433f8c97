/// Writes a query that fits a database, as bytes decide: joins of every kind, common table expressions, subqueries,
/// windows, compounds and odd quoting. Most of what it writes compiles.
package struct QueryWriter {
    private typealias Relation = (name: String, columns: [String])

    private let tables: [Relation]
    private let indices: [String: [String]]
    private var choices: Choices
    /// What can be selected from by name: the tables, and common table expressions.
    private var relations: [Relation]
    /// What the names of columns refer to, in the selects around the present place; the innermost is the last.
    private var scopes: [[Relation]] = []
    private var depth = 0
    private var names = 0

    private init(_ database: TrialDatabase, _ choices: Choices) {
        tables = database.columns.map { (name: $0.table, columns: $0.columns) }
        indices = database.indices
        relations = tables
        self.choices = choices
    }

    /// The query that `bytes` stand for.
    package static func query(on database: TrialDatabase, from bytes: ArraySlice<UInt8>) -> String {
        var writer = QueryWriter(database, Choices(bytes))
        var query = writer.statement()
        // Now and then something else than a query, or more than one.
        if writer.choices.happens(1) {
            query = writer.choices.one(of: [
                "EXPLAIN \(query)", "\(query);", "\(query); SELECT 1", "CREATE TEMP TABLE t AS \(query)",
                "/* x */ \(query) -- LIMIT 1", ";;\(query)", "INSERT INTO \(writer.tables[0].name) \(query)",
                "PRAGMA query_only=0; \(query)",
            ])
        }
        return query
    }

    private mutating func statement() -> String {
        let width = 1 + choices.number(below: 4)
        var expressions: [String] = []
        while choices.happens(4), expressions.count < 3 { expressions.append(expression()) }
        let with = expressions.isEmpty ? "" : "WITH RECURSIVE \(expressions.joined(separator: ", ")) "
        return with + compound(width: width, isOutermost: true)
    }

    /// A common table expression. Its name may be that of a table.
    private mutating func expression() -> String {
        names += 1
        let name = choices.happens(3) ? choices.one(of: tables).name : "cte\(names)"
        let width = 1 + choices.number(below: 3)
        let columns = choices.happens(8) ? Array(choices.one(of: tables).columns.prefix(width)) : []
        let known = columns.count == width ? columns : (0..<width).map { "c\($0)" }
        let body: String
        if choices.happens(3) {
            let start = "SELECT " + (0..<width).map { _ in literal() }.joined(separator: ", ")
            let next = known.map { "\($0) || 'x'" }.dropFirst().reduce("\(known[0]) + 1") { "\($0), \($1)" }
            let end = choices.one(of: ["WHERE \(known[0]) < 5", "LIMIT 9", "ORDER BY 1 LIMIT 20", ""])
            body = "\(start) UNION ALL SELECT \(next) FROM \(name) \(end)"
        } else {
            body = compound(width: width, isOutermost: false)
        }
        relations.append((name: name, columns: known))
        let hint = choices.one(of: ["", "", "", "MATERIALIZED ", "NOT MATERIALIZED "])
        return "\(name)(\(known.joined(separator: ", "))) AS \(hint)(\(body))"
    }

    private mutating func compound(width: Int, isOutermost: Bool) -> String {
        depth += 1
        defer { depth -= 1 }
        var query = select(width: width)
        while choices.happens(depth < 3 ? 2 : 0) {
            query += choices.one(of: [" UNION ALL ", " UNION ", " EXCEPT ", " INTERSECT "]) + select(width: width)
        }
        if choices.happens(isOutermost ? 6 : 2) {
            let direction = choices.one(of: ["", " DESC", " COLLATE NOCASE", " NULLS LAST"])
            query += " ORDER BY \(1 + choices.number(below: width))\(direction)"
        }
        if choices.happens(3) {
            query += " LIMIT \(choices.number(below: 6))" + (choices.happens(6) ? " OFFSET 1" : "")
        }
        return query
    }

    private mutating func select(width: Int) -> String {
        if choices.happens(1) {
            return "SELECT * FROM (VALUES (" + (0..<width).map { _ in literal() }.joined(separator: ", ") + "))"
        }
        scopes.append([])
        defer { scopes.removeLast() }
        let source = choices.happens(15) || choices.isSpent ? from() : ""
        var query = choices.happens(2) ? "SELECT DISTINCT " : "SELECT "
        let isGrouped = choices.happens(3)
        query += (0..<width).map { _ in
            (isGrouped && choices.happens(8) ? aggregate() : choices.happens(1) ? window() : value())
                + (choices.happens(1) ? " AS ssn" : "")
        }.joined(separator: ", ")
        query += source
        if choices.happens(6) { query += " WHERE " + condition() }
        if isGrouped {
            query += " GROUP BY " + column()
            if choices.happens(4) { query += " HAVING \(aggregate()) > \(literal())" }
        }
        return query
    }

    private mutating func from() -> String {
        var text = " FROM " + source()
        while choices.happens(5), scopes[scopes.count - 1].count < 4 {
            let kind = choices.one(of: [" JOIN ", " LEFT JOIN ", ", ", " CROSS JOIN ", " RIGHT JOIN ", " FULL JOIN "])
            if kind != ", ", choices.happens(2) {
                text += " NATURAL" + kind + source()
                continue
            }
            text += kind + source()
            if kind == ", " { continue }
            let scope = scopes[scopes.count - 1]
            let common = scope[scope.count - 1].columns.filter { column in
                scope.dropLast().contains { $0.columns.contains(column) }
            }
            if !common.isEmpty, choices.happens(8) {
                text += " USING (\(choices.one(of: common)))"
            } else if choices.happens(12) {
                text += " ON " + condition()
            }
        }
        return text
    }

    /// Something to select from.
    private mutating func source() -> String {
        names += 1
        let alias = "t\(names)"
        if depth < 3, choices.happens(2) {
            let body = compound(width: 1, isOutermost: false)
            scopes[scopes.count - 1].append((name: alias, columns: ["*"]))
            return "(\(body)) AS \(alias)"
        }
        // The first tables are those that policies allow most often; the last relations are the expressions.
        let position = choices.happens(10) ? choices.number(below: 4) : choices.number(below: relations.count)
        let isExpression = relations.count > tables.count && choices.happens(4)
        let relation = relations[isExpression ? relations.count - 1 : position]
        let isNamed = choices.happens(8)
        scopes[scopes.count - 1].append((name: isNamed ? alias : relation.name, columns: relation.columns))
        let database = choices.happens(1) ? "main." : ""
        let indices = indices[relation.name] ?? []
        let isForced = !indices.isEmpty && choices.happens(1)
        let index = choices.happens(5) ? " NOT INDEXED" : isForced ? " INDEXED BY \(choices.one(of: indices))" : ""
        return database + quoted(relation.name) + (isNamed ? " AS \(alias)" : "") + index
    }

    private mutating func column() -> String {
        let scope = scopes.last { !$0.isEmpty && (scopes.count < 2 || choices.happens(13)) } ?? scopes.last ?? []
        guard !scope.isEmpty else { return literal() }
        let relation = choices.one(of: scope)
        // The last columns of a table are those that policies deny most often.
        let most = choices.happens(14) ? min(relation.columns.count, 3) : relation.columns.count
        let column = relation.columns[choices.number(below: most)]
        if column == "*" { return "1" }
        if choices.happens(1) { return "\(relation.name).\(choices.one(of: ["rowid", "_rowid_", "oid", "ROWID"]))" }
        return "\(relation.name).\(quoted(column))"
    }

    private mutating func value() -> String {
        depth += 1
        defer { depth -= 1 }
        guard depth < 6, choices.happens(6) else { return choices.happens(2) ? literal() : column() }
        switch choices.number(below: 12) {
        case 0: return "\(value()) \(choices.one(of: ["+", "||", "*", "-", "%", "<<", "->>", "IS", "="])) \(value())"
        case 1: return "substr(\(value()), \(choices.number(below: 4)), 2)"
        case 2: return choices.one(of: Self.functions) + "(\(value()))"
        case 3: return choices.one(of: Self.pairs) + "(\(value()), \(value()))"
        case 4: return "CASE WHEN \(condition()) THEN \(value()) ELSE \(value()) END"
        case 5: return "(\(compound(width: 1, isOutermost: false)))"
        case 6: return "CAST(\(value()) AS \(choices.one(of: ["INTEGER", "TEXT", "REAL", "BLOB", "NUMERIC"])))"
        case 7: return "EXISTS (\(compound(width: 2, isOutermost: false)))"
        case 8: return "(\(value()), \(value())) = (\(value()), \(value()))"
        case 9: return "(\(value())) COLLATE \(choices.one(of: ["NOCASE", "BINARY", "RTRIM"]))"
        case 10: return "(SELECT \(aggregate())\(from()))"
        default: return "-(\(value()))"
        }
    }

    private mutating func aggregate() -> String {
        let distinct = choices.happens(3) ? "DISTINCT " : ""
        let filter = choices.happens(2) ? " FILTER (WHERE \(condition()))" : ""
        return choices.one(of: ["count", "sum", "min", "max", "group_concat", "total", "avg", "json_group_array"])
            + "(\(distinct)\(column()))" + filter
    }

    private mutating func window() -> String {
        let function = choices.one(of: [
            "row_number()", "rank()", "sum(\(column()))", "lag(\(column()), 1)", "ntile(2)",
        ])
        let frame = choices.one(
            of: ["", "", " ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING", " RANGE UNBOUNDED PRECEDING"])
        let part = choices.happens(6) ? "PARTITION BY \(column()) " : ""
        return "\(function) OVER (\(part)ORDER BY \(column())\(frame))"
    }

    private mutating func condition() -> String {
        depth += 1
        defer { depth -= 1 }
        guard depth < 7 else { return "1" }
        switch choices.number(below: 10) {
        case 0, 1, 2: return "\(column()) \(choices.one(of: ["=", "<", ">=", "<>", "IS", "IS NOT"])) \(value())"
        case 3: return "\(column()) IN (\(compound(width: 1, isOutermost: false)))"
        case 4: return "\(column()) LIKE '\(choices.one(of: ["%a%", "0%", "_", "078-05-1120"]))'"
        case 5: return "\(condition()) AND \(condition())"
        case 6: return "(\(condition()) OR \(condition()))"
        case 7: return "\(column()) BETWEEN \(literal()) AND \(literal())"
        case 8: return "EXISTS (\(compound(width: 1, isOutermost: false)))"
        default: return "NOT (\(condition()))"
        }
    }

    private mutating func literal() -> String {
        choices.one(of: [
            "1", "NULL", "'078-05-1120'", "7", "'a'", "-1.5", "x'00ff'", "''", "9223372036854775807", "'[1,{\"a\":2}]'",
            "CURRENT_DATE", "\"no such column\"", "1e999", "2", "'north'", ":a", ":b", ":c",
        ])
    }

    private mutating func quoted(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F }
        guard isPlain, choices.happens(2) else { return name }
        return choices.one(of: ["\"\(name)\"", "[\(name)]", "`\(name)`", name.uppercased(), "\"\(name.uppercased())\""])
    }

    private static let functions = [
        "length", "lower", "hex", "typeof", "abs", "trim", "quote", "json", "date", "likely", "unicode", "json_valid",
        "round", "random", "zeroblob", "total_changes",
    ]

    private static let pairs = [
        "coalesce", "ifnull", "nullif", "max", "instr", "like", "json_extract", "trim", "strftime", "randomblob",
    ]
}

package import SQLSandbox
package import ToolRouter

/// A stored answer as bytes that any process of this version reads; of each value every bit is kept.
extension StoredAnswer {
    /// The deepest arguments of a plan.
    private static let deepest = 256

    /// The answer as bytes.
    package func write(to writer: inout WireWriter) {
        writer.number(storedAt.nanoseconds)
        writer.number(load.wholeNanoseconds)
        writer.optional(validUntil) { $0.number($1.nanoseconds) }
        writer.text(plan.tool.text)
        writer.optional(plan.confidence) { $0.number($1.millionths) }
        Self.write(.object(plan.arguments), to: &writer)
        switch result {
        case .rows(let rows):
            writer.byte(0)
            writer.texts(rows.columns)
            writer.number(UInt32(rows.rows.count))
            for row in rows.rows {
                for value in row { writer.value(value) }
            }
        case .documents(let documents):
            writer.byte(1)
            writer.number(UInt32(documents.hits.count))
            for hit in documents.hits { Self.write(hit, to: &writer) }
        case .body(let body):
            writer.byte(2)
            writer.number(UInt32(body.status))
            writer.text(body.contentType)
            writer.text(body.text)
        }
    }

    /// Reads what `write` wrote.
    package init(from reader: inout WireReader) throws(WireReader.Nonsense) {
        let storedAt = Timestamp(nanoseconds: try reader.number())
        let load = Duration.nanoseconds(try reader.number(Int64.self))
        let validUntil = try reader.optional { reader throws(WireReader.Nonsense) in
            Timestamp(nanoseconds: try reader.number())
        }
        let tool = ToolName(try reader.text())
        let confidence = try reader.optional { reader throws(WireReader.Nonsense) in
            Ratio(millionths: try reader.number())
        }
        guard case .object(let arguments) = try Self.argument(from: &reader, depth: 0) else {
            throw WireReader.Nonsense()
        }
        self.init(
            plan: Plan(tool: tool, arguments: arguments, confidence: confidence),
            result: try Self.result(from: &reader), storedAt: storedAt, load: load, validUntil: validUntil)
    }

    private static func result(from reader: inout WireReader) throws(WireReader.Nonsense) -> ToolResult {
        switch try reader.byte() {
        case 0: return .rows(try rows(from: &reader))
        case 1:
            var hits: [DocumentHit] = []
            for _ in 0..<(try count(of: &reader)) { hits.append(try hit(from: &reader)) }
            return .documents(DocumentSet(hits: hits))
        case 2:
            let status = Int(try reader.number(UInt32.self))
            guard (100...599).contains(status) else { throw WireReader.Nonsense() }
            return .body(
                ResponseBody(status: status, contentType: try reader.text(), text: try reader.text()))
        default: throw WireReader.Nonsense()
        }
    }

    private static func write(_ hit: DocumentHit, to writer: inout WireWriter) {
        writer.text(hit.document)
        writer.text(hit.title)
        writer.text(hit.section)
        writer.number(Int64(hit.line))
        writer.text(hit.snippet)
        writer.number(UInt32(hit.marks.count))
        for mark in hit.marks {
            writer.number(UInt32(mark.lowerBound))
            writer.number(UInt32(mark.upperBound))
        }
        writer.number(Int64(hit.score))
    }

    private static func hit(from reader: inout WireReader) throws(WireReader.Nonsense) -> DocumentHit {
        var hit = DocumentHit(
            document: try reader.text(), title: try reader.text(), section: try reader.text(),
            line: Int(try reader.number(Int64.self)), snippet: try reader.text(), marks: [], score: 0)
        let longest = hit.snippet.utf8.count
        for _ in 0..<(try count(of: &reader)) {
            let (start, end) = (Int(try reader.number(UInt32.self)), Int(try reader.number(UInt32.self)))
            guard start <= end, end <= longest else { throw WireReader.Nonsense() }
            hit.marks.append(start..<end)
        }
        hit.score = Int(try reader.number(Int64.self))
        return hit
    }

    private static func rows(from reader: inout WireReader) throws(WireReader.Nonsense) -> ResultSet {
        let columns = try reader.texts()
        let count = Int(try reader.number(UInt32.self))
        // Each value takes a byte at least, so that a false number makes no long list.
        guard !columns.isEmpty, count <= reader.count / columns.count else { throw WireReader.Nonsense() }
        var rows: [[Value]] = []
        rows.reserveCapacity(count)
        for _ in 0..<count {
            var row: [Value] = []
            row.reserveCapacity(columns.count)
            for _ in columns { row.append(try reader.value()) }
            rows.append(row)
        }
        return ResultSet(columns: columns, rows: rows)
    }

    private static func write(_ argument: PlanArgument, to writer: inout WireWriter) {
        switch argument {
        case .null: writer.byte(0)
        case .bool(let value):
            writer.byte(1)
            writer.bool(value)
        case .number(let text):
            writer.byte(2)
            writer.text(text)
        case .string(let text):
            writer.byte(3)
            writer.text(text)
        case .list(let values):
            writer.byte(4)
            writer.number(UInt32(values.count))
            for value in values { write(value, to: &writer) }
        case .object(let members):
            writer.byte(5)
            writer.number(UInt32(members.count))
            // In order, so that one answer has one form.
            for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                writer.text(name)
                write(value, to: &writer)
            }
        }
    }

    private static func argument(
        from reader: inout WireReader, depth: Int
    ) throws(WireReader.Nonsense) -> PlanArgument {
        guard depth < deepest else { throw WireReader.Nonsense() }
        switch try reader.byte() {
        case 0: return .null
        case 1: return .bool(try reader.bool())
        case 2: return .number(try reader.text())
        case 3: return .string(try reader.text())
        case 4:
            var values: [PlanArgument] = []
            for _ in 0..<(try count(of: &reader)) { values.append(try argument(from: &reader, depth: depth + 1)) }
            return .list(values)
        case 5:
            var members: [String: PlanArgument] = [:]
            for _ in 0..<(try count(of: &reader)) {
                let name = try reader.text()
                guard members.updateValue(try argument(from: &reader, depth: depth + 1), forKey: name) == nil else {
                    throw WireReader.Nonsense()
                }
            }
            return .object(members)
        default: throw WireReader.Nonsense()
        }
    }

    private static func count(of reader: inout WireReader) throws(WireReader.Nonsense) -> Int {
        let count = Int(try reader.number(UInt32.self))
        guard count <= reader.count else { throw WireReader.Nonsense() }
        return count
    }
}

import ToolRouter

/// What judging has found out about a statement that is approved, without the statement: what travels from a lane.
struct StatementFacts: Hashable, Sendable {
    let columns: [String]
    let parameters: [String]
    let tables: [String]
    let readColumns: [String]
    let functions: [String]
    let clock: ClockReading
    let program: ProgramFingerprint?

    init(_ statement: ApprovedStatement) {
        columns = statement.columns
        parameters = statement.parameters
        tables = statement.tables
        readColumns = statement.readColumns
        functions = statement.functions
        clock = statement.clock
        program = statement.program
    }

    init(from reader: inout WireReader) throws(WireReader.Nonsense) {
        columns = try reader.texts()
        parameters = try reader.texts()
        tables = try reader.texts()
        readColumns = try reader.texts()
        functions = try reader.texts()
        clock = try reader.named()
        program = try reader.optional { reader throws(WireReader.Nonsense) in
            ProgramFingerprint(text: try reader.text())
        }
    }

    func write(to writer: inout WireWriter) {
        writer.texts(columns)
        writer.texts(parameters)
        writer.texts(tables)
        writer.texts(readColumns)
        writer.texts(functions)
        writer.text(clock.rawValue)
        writer.optional(program) { $0.text($1.text) }
    }
}

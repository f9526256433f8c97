import ToolRouter
package import ToolRouterFormats

/// What a worker says, one line of JSON each.
package enum WorkerWord: Hashable, Sendable {
    /// It opens a scenario, which may take its time.
    case opening
    /// It begins to replay a schedule.
    case began(run: Int, number: Int, seed: UInt64, requests: Int)
    /// It has replayed one.
    case done(run: Int, number: Int, ScheduleResult)
    /// It can't go on, for a reason that says nothing of the router: the exit code for that, and the reason.
    case failed(code: Int32, words: String)

    private static let fields: [FieldName] = ["say", "run", "number", "seed", "requests", "result", "code", "words"]

    /// The word as a line.
    package var line: String {
        var writer = JSONWriter()
        writer.object { line in
            switch self {
            case .opening: line.member("say", "opening")
            case .began(let run, let number, let seed, let requests):
                line.member("say", "began")
                line.member("run", run)
                line.member("number", number)
                line.member("seed", seed)
                line.member("requests", requests)
            case .done(let run, let number, let result):
                line.member("say", "done")
                line.member("run", run)
                line.member("number", number)
                line.key("result")
                result.write(to: &line)
            case .failed(let code, let words):
                line.member("say", "failed")
                line.member("code", code)
                line.member("words", words)
            }
        }
        return writer.text + "\n"
    }

    /// Reads what `line` writes.
    ///
    /// - Throws: what is wrong with anything else.
    package init(_ line: [UInt8], _ reader: JSONLineReader) throws(FileError.Reason) {
        self = try reader.value(ofMessage: line) { json throws(FileError.Reason) in
            let word = try StrictObject(json, passingOverAllBut: Self.fields)
            func integer(_ field: FieldName) throws(FileError.Reason) -> Int {
                Int(try word.value(field, as: Int64.self))
            }
            switch try word.text("say") {
            case "began":
                return .began(
                    run: try integer("run"), number: try integer("number"),
                    seed: try word.value("seed", as: UInt64.self), requests: try integer("requests"))
            case "done":
                return .done(
                    run: try integer("run"), number: try integer("number"),
                    try word.value("result", as: ScheduleResult.self))
            case "failed":
                return .failed(
                    code: Int32(clamping: try integer("code")), words: try word.text("words"))
            default: return .opening
            }
        }
    }
}

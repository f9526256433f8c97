import ToolRouterFormats

/// Any bytes as a golden: an error that helps, or answers that survive being written and read again.
enum GoldenFuzzing {
    private struct Content {
        let header: GoldenHeader
        let answers: [AnswerRecord]

        /// As a writer would write it.
        var text: String { ([header.json] + answers.map(\.json)).map { $0 + "\n" }.joined() }
    }

    static func judge(_ input: [UInt8]) {
        switch InputFile.with(input, read) {
        case .failure(let error): error.judge()
        case .success(let content):
            let text = content.text
            switch InputFile.with(text.utf8, read) {
            case .failure(let error): fatalError("what was read and written can't be read again: \(error)\n\(text)")
            case .success(let again):
                precondition(again.text.utf8.elementsEqual(text.utf8), "changed by writing:\n\(text)\n\(again.text)")
                precondition(again.header == content.header && again.answers == content.answers, "\(text)")
            }
        }
    }

    private static func read(_ path: String) -> Result<Content, FileError> {
        do throws(FileError) {
            let reader = try GoldenReader(path: path, refusesRepeats: true)
            var answers: [AnswerRecord] = []
            while let answer = try reader.next() { answers.append(answer) }
            return .success(Content(header: reader.header, answers: answers))
        } catch {
            return .failure(error)
        }
    }
}

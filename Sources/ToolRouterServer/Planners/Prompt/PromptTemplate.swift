import ToolRouterFormats

/// What a prompt is written from: a text with places for data.
///
///     toolrouter-prompt 1
///     == system
///     You plan how to answer questions about data. …
///     == user
///     {"tools": {{tools}}, "question": {{question}}}
///     == repair
///     Your last plan was refused: {{refusal}}
///
/// At each place stands one JSON text, and never a quotation mark, a bracket or a brace that would end it: see `DataText`.
/// What was put in is not looked at again, so that data never is template.
struct PromptTemplate: Sendable {
    /// The parts of a prompt.
    enum Section: String, CaseIterable {
        /// What the model is told to do; it has no place for data.
        case system
        /// What it is asked.
        case user
        /// What is added when its own plan goes back to it.
        case repair
    }

    /// The places for data.
    enum Place: String, CaseIterable {
        /// What there is to ask, and what the caller may read of it.
        case tools
        /// The question.
        case question
        /// The plan that was refused, and why.
        case refusal
    }

    /// A piece of a section.
    enum Piece: Hashable {
        case text(String)
        case place(Place)
    }

    /// The version of the format.
    static let version = 1
    /// The largest file, in bytes.
    static let largest = 262_144

    /// The template as it was read.
    let source: String
    private let sections: [Section: [Piece]]

    /// Reads the file at `path`.
    init(file path: String) throws(FileError) {
        let bytes = try WholeFile.bytes(path, kind: "a prompt template", upTo: Self.largest)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw FileError(
                path: path, found: "bytes that are not UTF-8", expected: "text in UTF-8", remedy: "save it in UTF-8")
        }
        try self.init(text, file: path)
    }

    /// Reads `source`, which stood in `file`.
    init(_ source: String, file: String) throws(FileError) {
        self.source = source
        var sections: [Section: [Piece]] = [:]
        var current: (section: Section, lines: [Substring])?
        var number = 0
        func fault(_ found: String, _ expected: String, _ remedy: String) -> FileError {
            FileError(path: file, line: number, found: found, expected: expected, remedy: remedy)
        }
        func close() throws(FileError) {
            guard let (section, lines) = current else { return }
            do throws(FileError.Reason) {
                sections[section] = try Self.pieces(lines.joined(separator: "\n"), of: section)
            } catch {
                throw FileError(path: file, error)
            }
        }
        for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
            number += 1
            if number == 1 {
                guard line == "toolrouter-prompt \(Self.version)" else {
                    throw fault(
                        "\"\(Excerpt.of(line))\"", "\"toolrouter-prompt \(Self.version)\"",
                        "begin with the version of the format")
                }
            } else if line.hasPrefix("== ") {
                try close()
                guard let section = Section(rawValue: String(line.dropFirst(3))) else {
                    throw fault(
                        "\"\(Excerpt.of(line))\"", "== " + Section.allCases.map(\.rawValue).joined(separator: ", == "),
                        "correct the name of the section")
                }
                guard sections[section] == nil else {
                    throw fault("a second section \(section.rawValue)", "each once", "remove one")
                }
                current = (section, [])
            } else if current != nil {
                current?.lines.append(line)
            } else if !line.allSatisfy(\.isWhitespace) {
                throw fault("text before the first section", "== system", "put it into a section")
            }
        }
        try close()
        for section in Section.allCases where sections[section]?.isEmpty ?? true {
            throw FileError(
                path: file, found: "no section \(section.rawValue)", expected: "== \(section.rawValue)",
                remedy: "add it")
        }
        self.sections = sections
        for (section, place) in [(Section.user, Place.tools), (.user, .question), (.repair, .refusal)]
        where sections[section]?.contains(.place(place)) != true {
            throw FileError(
                path: file, found: "a section \(section.rawValue) without {{\(place.rawValue)}}",
                expected: "a place for it", remedy: "add it")
        }
    }

    private static func pieces(_ text: String, of section: Section) throws(FileError.Reason) -> [Piece] {
        var pieces: [Piece] = []
        var rest = text[...]
        while let open = rest.firstRange(of: "{{") {
            if open.lowerBound > rest.startIndex { pieces.append(.text(String(rest[..<open.lowerBound]))) }
            let end = rest[open.upperBound...].firstRange(of: "}}")
            let name = end.map { String(rest[open.upperBound..<$0.lowerBound]) } ?? ""
            guard let end, let place = Place(rawValue: name) else {
                throw FileError.Reason(
                    field: section.rawValue, found: "\"{{\(Excerpt.of(name))\"",
                    expected: Place.allCases.map { "{{\($0.rawValue)}}" }.joined(separator: ", "),
                    remedy: "correct the place; a brace that is none stands alone")
            }
            guard section != .system, place != .refusal || section == .repair else {
                throw FileError.Reason(
                    field: section.rawValue, found: "{{\(name)}}",
                    expected: section == .system
                        ? "no data: names and questions are not to be obeyed" : "it in == repair",
                    remedy: "move it to another section")
            }
            pieces.append(.place(place))
            rest = rest[end.upperBound...]
        }
        let text = rest.trimmingSuffix(while: \.isWhitespace)
        if !text.isEmpty { pieces.append(.text(String(text))) }
        return pieces
    }

    /// A section with `data` in its places.
    func text(_ section: Section, _ data: (Place) -> String) -> String {
        (sections[section] ?? []).map { piece in
            switch piece {
            case .text(let text): text
            case .place(let place): data(place)
            }
        }.joined()
    }
}

extension Substring {
    fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> Substring {
        var end = endIndex
        while end > startIndex, predicate(self[index(before: end)]) { end = index(before: end) }
        return self[..<end]
    }
}

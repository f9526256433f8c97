import Foundation

/// Something that would let two runs of the same inputs differ, and what to write in its place.
struct DeterminismRule: Sendable {
    /// What is looked for in the code of one line, comments and texts left out.
    let pattern: String
    /// What to write instead.
    let instead: String

    static let all = [
        DeterminismRule(pattern: #"\bDate\(\)|\bDate\.now\b"#, instead: "take `now` from the Scheduler"),
        DeterminismRule(pattern: #"\b(Continuous|Suspending|System)Clock\b"#, instead: "take `now` from the Scheduler"),
        DeterminismRule(
            pattern: #"\b(clock_gettime|gettimeofday|time\(nil\))"#, instead: "take `now` from the Scheduler"),
        DeterminismRule(pattern: #"\bUUID\(\)"#, instead: "derive the name from the request's id and the seed"),
        DeterminismRule(
            pattern: #"\.random\b|\.randomElement\b|\.shuffled?\(|\bSystemRandomNumberGenerator\b|\barc4random"#,
            instead: "draw with KeyedDraw"),
        DeterminismRule(
            pattern: #"\bTask\.sleep\b|\busleep\(|\bThread\.sleep\b"#, instead: "sleep with Scheduler.sleep(until:)"),
        DeterminismRule(
            pattern: #"\bTask\.detached\b|\bTask(<[^>]*>)? *\{|\bTask\(priority:|\bDispatchQueue\b"#,
            instead: "start work with Scheduler.spawn or the simulation's start"),
        DeterminismRule(
            pattern: #"\bgetenv\(|\.environment\b"#, instead: "let the command line read it and hand the value on"),
        DeterminismRule(
            pattern: #"\bhashValue\b|\bHasher\(\)"#, instead: "hash with SHA-256 or KeyedDraw: Swift seeds its hashes"),
        DeterminismRule(
            pattern: #"\b(TimeZone|Locale|Calendar)\.(current|autoupdatingCurrent)\b"#,
            instead: "write times with Timestamp, in UTC"),
    ]

    static let unsorted = "sort before iterating: the order of a Dictionary or Set changes from process to process"
}

/// A line that breaks a rule.
struct DeterminismBreach: CustomStringConvertible {
    let file: String
    let line: Int
    let code: String
    let instead: String

    var description: String { "\(file):\(line): \(code)\n    instead: \(instead)" }
}

/// Looks for breaches in Swift source, line by line. It knows no types: an unsorted iteration is found where the
/// collection is declared in the same file, or where `keys` or `values` give it away.
struct DeterminismSearch {
    private let rules: [(pattern: Regex<AnyRegexOutput>, instead: String)]
    private let declaration: Regex<AnyRegexOutput>
    private let harmless: Regex<AnyRegexOutput>
    private let text: Regex<AnyRegexOutput>
    private let resultType: Regex<AnyRegexOutput>
    private let typeName: Regex<AnyRegexOutput>

    init() throws {
        rules = try DeterminismRule.all.map { (pattern: try Self.regex($0.pattern), instead: $0.instead) }
        declaration = try Self.regex(Self.declaration)
        harmless = try Self.regex(Self.harmless)
        text = try Self.regex(#""(\\.|[^"\\])*""#)
        resultType = try Self.regex("->[^{]*")
        typeName = try Self.regex(#"\b[A-Z]\w*\."#)
    }

    func breaches(in source: String, file: String) throws -> [DeterminismBreach] {
        let lines = code(source)
        let iteration = try Self.regex(Self.iteration(over: unorderedNames(lines)))
        var breaches: [DeterminismBreach] = []
        for (number, line) in lines.enumerated() {
            func add(_ instead: String) {
                let code = String(line.drop { $0 == " " })
                breaches.append(DeterminismBreach(file: file, line: number + 1, code: code, instead: instead))
            }
            for rule in rules where line.contains(rule.pattern) { add(rule.instead) }
            // A type's own member is iterated like any other, and a type has no view of a dictionary.
            if line.replacing(typeName, with: "").contains(iteration),
                !Self.statement(number, of: lines).contains(harmless)
            {
                add(DeterminismRule.unsorted)
            }
        }
        return breaches
    }

    /// What makes the order of a collection harmless again, in the same statement.
    private static let harmless =
        #"\.sorted\b|\.count\b|\.isEmpty\b|\.contains\b|\.allSatisfy\b|\.min\(|\.max\(|\bSet\(|\.reduce\(0, \+\)"#

    /// What declares a dictionary or a set.
    private static let declaration = {
        let key = #"\[[\w.<>?]+ *: "#
        return #"(?:let|var) +(\w+)(?: *: *(?:"# + key + #"|Set<)| *= *(?:try +)?(?:"# + key
            + #"[^\]]*\]\(|Set[<(]|Dictionary[<(]))"#
    }()

    /// The names that the file declares as dictionaries or sets; not those that it also declares as something sorted.
    private func unorderedNames(_ lines: [String]) -> Set<String> {
        var unordered: Set<String> = []
        var sorted: Set<String> = []
        for (number, line) in lines.enumerated() {
            let names = line.matches(of: declaration).compactMap { $0.output[1].substring.map(String.init) }
            guard !names.isEmpty else { continue }
            if Self.statement(number, of: lines).contains(".sorted") {
                sorted.formUnion(names)
            } else {
                unordered.formUnion(names)
            }
        }
        return unordered.subtracting(sorted)
    }

    private static func iteration(over names: Set<String>) -> String {
        let views = #"\.(keys|values)\b"#
        guard !names.isEmpty else { return views }
        let list = #"(self\.|\$0\.|state\.)?("# + names.sorted().joined(separator: "|") + ")"
        let walks = #"\.(map|flatMap|compactMap|forEach|reduce|filter|first|prefix|joined)\b"#
        return views + #"|\bfor .* in "# + list + #"( where| *\{)|(^|[^.\w])"# + list + walks
    }

    /// Line `number` and what continues it.
    private static func statement(_ number: Int, of lines: [String]) -> String {
        let rest = lines[(number + 1)...].prefix { $0.drop { $0 == " " }.hasPrefix(".") }
        return lines[number] + rest.joined()
    }

    /// The lines of `source` without texts, comments and result types, which may name what code must not use.
    private func code(_ source: String) -> [String] {
        var isText = false
        return source.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            let marks = line.ranges(of: "\"\"\"").count
            let wasText = isText
            if marks % 2 == 1 { isText.toggle() }
            if wasText || marks > 0 { return "" }
            var code = String(line).replacing(text, with: "\"\"").replacing(resultType, with: "")
            if let comment = code.firstRange(of: "//") { code.removeSubrange(comment.lowerBound...) }
            return code
        }
    }

    /// Words end where programmers see them end: at the dot of `counts.values` too. Nothing that is looked for is made of several
    /// scalars, and to compare by scalars takes a small part of the time.
    private static func regex(_ pattern: String) throws -> Regex<AnyRegexOutput> {
        try Regex(pattern).wordBoundaryKind(.simple).matchingSemantics(.unicodeScalar)
    }
}

/// What a pattern is made of.
indirect enum PatternPart {
    case nothing
    case letter(PatternClass)
    case check(PatternCheck)
    case sequence([PatternPart])
    case choice([PatternPart])
    case repetition(PatternPart, least: Int, most: Int?)
}

/// Reads the text of a pattern.
struct PatternReader {
    private static let mostRepetitions = 1_000
    private static let deepest = 50

    private var rest: ArraySlice<Unicode.Scalar>
    private let foldsCase: Bool
    private var depth = 0

    init(_ text: [Unicode.Scalar], foldsCase: Bool) {
        rest = text[...]
        self.foldsCase = foldsCase
    }

    mutating func read() throws(LinearPattern.Fault) -> PatternPart {
        let part = try choice()
        if !rest.isEmpty { throw LinearPattern.Fault(words: "a `)` without a group") }
        return part
    }

    private mutating func choice() throws(LinearPattern.Fault) -> PatternPart {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw LinearPattern.Fault(words: "groups more than \(Self.deepest) deep") }
        var ways = [try sequence()]
        while skip("|") { ways.append(try sequence()) }
        return ways.count == 1 ? ways[0] : .choice(ways)
    }

    private mutating func sequence() throws(LinearPattern.Fault) -> PatternPart {
        var parts: [PatternPart] = []
        while let next = rest.first, next != "|", next != ")" {
            let part = try atom()
            parts.append(try repeated(part))
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func repeated(_ part: PatternPart) throws(LinearPattern.Fault) -> PatternPart {
        var bounds: (Int, Int?)?
        if skip("*") {
            bounds = (0, nil)
        } else if skip("+") {
            bounds = (1, nil)
        } else if skip("?") {
            bounds = (0, 1)
        } else if let counted = try counts() {
            bounds = counted
        }
        guard let (least, most) = bounds else { return part }
        if let next = rest.first, ["?", "+", "*"].contains(next) {
            throw LinearPattern.Fault(words: "a lazy, possessive or doubled repetition")
        }
        return .repetition(part, least: least, most: most)
    }

    /// `{m}`, `{m,}` or `{m,n}`; a brace that begins none of them is a letter.
    private mutating func counts() throws(LinearPattern.Fault) -> (Int, Int?)? {
        guard rest.first == "{", let close = rest.firstIndex(of: "}") else { return nil }
        let text = String(String.UnicodeScalarView(rest[(rest.startIndex + 1)..<close]))
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let least = Int(parts[0]) else { return nil }
        let most = parts.count == 1 ? least : parts[1].isEmpty ? nil : Int(parts[1])
        if parts.count == 2, !parts[1].isEmpty, most == nil { return nil }
        guard (0...Self.mostRepetitions).contains(least), (least...Self.mostRepetitions).contains(most ?? least) else {
            throw LinearPattern.Fault(words: "the repetition {\(text)}, beyond {0,\(Self.mostRepetitions)}")
        }
        rest = rest[(close + 1)...]
        return (least, most)
    }

    private mutating func atom() throws(LinearPattern.Fault) -> PatternPart {
        let letter = rest.removeFirst()
        switch letter {
        case "(":
            if skip("?") {
                guard skip(":") else { throw LinearPattern.Fault(words: "a group that looks around or sets flags") }
            }
            let part = try choice()
            guard skip(")") else { throw LinearPattern.Fault(words: "a group that is not closed") }
            return part
        case "[": return .letter(try letterClass())
        case ".": return .letter(.any)
        case "^": return .check(.start)
        case "$": return .check(.end)
        case "*", "+", "?": throw LinearPattern.Fault(words: "a repetition of nothing")
        case "\\": return try escape()
        default: return .letter(folded(PatternClass([letter.value...letter.value])))
        }
    }

    private mutating func escape() throws(LinearPattern.Fault) -> PatternPart {
        guard let letter = rest.popFirst() else { throw LinearPattern.Fault(words: "a backslash at the end") }
        switch letter {
        case "b": return .check(.wordEdge)
        case "B": return .check(.noWordEdge)
        default: return .letter(folded(try escaped(letter)))
        }
    }

    private func escaped(_ letter: Unicode.Scalar) throws(LinearPattern.Fault) -> PatternClass {
        switch letter {
        case "d": return .digit
        case "D": return PatternClass.digit.negated
        case "s": return .space
        case "S": return PatternClass.space.negated
        case "w": return .word
        case "W": return PatternClass.word.negated
        case "n": return PatternClass([0x0A...0x0A])
        case "r": return PatternClass([0x0D...0x0D])
        case "t": return PatternClass([0x09...0x09])
        case "0"..."9", "a"..."z", "A"..."Z":
            throw LinearPattern.Fault(words: "the escape \\\(Character(letter))")
        default: return PatternClass([letter.value...letter.value])
        }
    }

    private mutating func letterClass() throws(LinearPattern.Fault) -> PatternClass {
        let isNegated = skip("^")
        var ranges: [ClosedRange<UInt32>] = []
        var isFirst = true
        while let letter = rest.popFirst() {
            if letter == "]", !isFirst { return folded(PatternClass(ranges, isNegated: isNegated)) }
            isFirst = false
            let low: PatternClass
            if letter == "\\" {
                guard let next = rest.popFirst() else { break }
                low = try escaped(next)
            } else {
                low = PatternClass([letter.value...letter.value])
            }
            guard !low.isNegated else { throw LinearPattern.Fault(words: "a negated class within a class") }
            guard low.ranges.count == 1, low.ranges[0].count == 1, rest.first == "-", rest.dropFirst().first != "]"
            else {
                ranges += low.ranges
                continue
            }
            rest.removeFirst()
            guard var high = rest.popFirst() else { break }
            if high == "\\", let next = rest.popFirst() { high = next }
            guard low.ranges[0].lowerBound <= high.value else {
                throw LinearPattern.Fault(words: "a range that ends before it begins")
            }
            ranges.append(low.ranges[0].lowerBound...high.value)
        }
        throw LinearPattern.Fault(words: "a class that is not closed")
    }

    private func folded(_ letters: PatternClass) -> PatternClass { foldsCase ? letters.foldingCase : letters }

    private mutating func skip(_ letter: Unicode.Scalar) -> Bool {
        guard rest.first == letter else { return false }
        rest.removeFirst()
        return true
    }
}

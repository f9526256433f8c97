/// What one step of a pattern does.
enum PatternInstruction: Sendable {
    /// One letter of the class; then the next instruction.
    case letter(PatternClass)
    /// Both ways at once.
    case split(Int, Int)
    case jump(Int)
    /// Goes on where this holds between two letters.
    case check(PatternCheck)
    /// A match ends here.
    case match
}

/// What holds between two letters.
enum PatternCheck: Sendable {
    case start, end, wordEdge, noWordEdge

    func holds(before: Unicode.Scalar?, after: Unicode.Scalar?) -> Bool {
        switch self {
        case .start: before == nil
        case .end: after == nil
        case .wordEdge: Self.isWord(before) != Self.isWord(after)
        case .noWordEdge: Self.isWord(before) == Self.isWord(after)
        }
    }

    private static func isWord(_ letter: Unicode.Scalar?) -> Bool {
        letter.map { PatternClass.word.contains($0) } ?? false
    }
}

/// A set of letters.
struct PatternClass: Sendable {
    var ranges: [ClosedRange<UInt32>]
    var isNegated = false

    init(_ ranges: [ClosedRange<UInt32>], isNegated: Bool = false) {
        (self.ranges, self.isNegated) = (ranges, isNegated)
    }

    static let digit = PatternClass([0x30...0x39])
    static let space = PatternClass([0x09...0x0D, 0x20...0x20, 0x85...0x85, 0xA0...0xA0, 0x2028...0x2029])
    /// Letters beyond ASCII are those of words, too.
    static let word = PatternClass([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A, 0xC0...0x1FFF, 0x2C00...0xD7FF])
    static let any = PatternClass([0x0A...0x0A], isNegated: true)

    var negated: PatternClass { PatternClass(ranges, isNegated: !isNegated) }

    func contains(_ letter: Unicode.Scalar) -> Bool {
        ranges.contains { $0.contains(letter.value) } != isNegated
    }

    /// The same with both cases of the letters a to z.
    var foldingCase: PatternClass {
        var folded = self
        for range in ranges {
            for (own, shift) in [(UInt32(0x41)...0x5A, 32), (0x61...0x7A, -32)] where range.overlaps(own) {
                let common = range.clamped(to: own)
                folded.ranges.append(
                    UInt32(Int(common.lowerBound) + shift)...UInt32(Int(common.upperBound) + shift))
            }
        }
        return folded
    }
}

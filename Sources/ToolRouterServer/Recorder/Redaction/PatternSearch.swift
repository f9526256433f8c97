/// Runs a pattern over a text: all ways at once, letter by letter.
struct PatternSearch {
    private struct Way {
        let place: Int
        /// Where its match would begin.
        let start: Int
    }

    private let instructions: [PatternInstruction]
    private let text: [Unicode.Scalar]
    /// The position at which an instruction was last taken into the list, so that each is in it once.
    private var marks: [Int]
    /// The steps taken so far.
    private(set) var steps = 0
    private var stack: [Int] = []
    private var generation = 0

    init(_ instructions: [PatternInstruction], _ text: [Unicode.Scalar]) {
        self.instructions = instructions
        self.text = text
        marks = Array(repeating: -1, count: instructions.count)
    }

    /// The leftmost match that begins at `begin` or behind it, the longest of those; nil when there is none, or when it takes
    /// too many steps.
    mutating func first(from begin: Int) -> Range<Int>? {
        var ways: [Way] = []
        var next: [Way] = []
        var best: Range<Int>?
        // Marks of an earlier search count no more.
        generation += text.count + 2
        var position = begin
        while position <= text.count, steps <= LinearPattern.mostSteps {
            // Earlier beginnings come first in the list, and so have an instruction for themselves.
            if best == nil { add(0, start: position, at: position, to: &ways) }
            if ways.isEmpty { break }
            next.removeAll(keepingCapacity: true)
            for way in ways {
                steps += 1
                if let best, way.start > best.lowerBound { continue }
                switch instructions[way.place] {
                case .match:
                    if position > way.start { best = way.start..<position }
                case .letter(let letters):
                    guard position < text.count, letters.contains(text[position]) else { continue }
                    add(way.place + 1, start: way.start, at: position + 1, to: &next)
                case .split, .jump, .check: continue
                }
            }
            swap(&ways, &next)
            position += 1
        }
        return best
    }

    /// Whether a match of no letters ends at once in an empty text.
    mutating func fitsNothing() -> Bool {
        var ways: [Way] = []
        add(0, start: 0, at: 0, to: &ways)
        return ways.contains { if case .match = instructions[$0.place] { true } else { false } }
    }

    /// Takes an instruction into the list of those at `position`, and what follows it without a letter.
    private mutating func add(_ place: Int, start: Int, at position: Int, to ways: inout [Way]) {
        stack.append(place)
        while let place = stack.popLast() {
            if marks[place] == generation + position { continue }
            marks[place] = generation + position
            steps += 1
            switch instructions[place] {
            case .jump(let target): stack.append(target)
            case .split(let first, let second):
                stack.append(second)
                stack.append(first)
            case .check(let check):
                let before = position > 0 ? text[position - 1] : nil
                let after = position < text.count ? text[position] : nil
                if check.holds(before: before, after: after) { stack.append(place + 1) }
            case .letter, .match: ways.append(Way(place: place, start: start))
            }
        }
    }
}

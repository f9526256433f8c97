/// Makes the instructions of a pattern.
struct PatternProgram {
    /// The most instructions.
    private static let most = 5_000

    private var instructions: [PatternInstruction] = []

    static func compile(_ part: PatternPart) throws(LinearPattern.Fault) -> [PatternInstruction] {
        var program = PatternProgram()
        try program.add(part)
        try program.emit(.match)
        return program.instructions
    }

    private mutating func emit(_ instruction: PatternInstruction) throws(LinearPattern.Fault) {
        guard instructions.count < Self.most else {
            throw LinearPattern.Fault(words: "a pattern of more than \(Self.most) steps")
        }
        instructions.append(instruction)
    }

    private mutating func add(_ part: PatternPart) throws(LinearPattern.Fault) {
        switch part {
        case .nothing: break
        case .letter(let letters): try emit(.letter(letters))
        case .check(let check): try emit(.check(check))
        case .sequence(let parts): for part in parts { try add(part) }
        case .choice(let ways): try addChoice(ways[...])
        case .repetition(let part, let least, let most):
            for _ in 0..<least { try add(part) }
            guard let most else { return try addLoop(part) }
            // Each further one only after the one before it.
            var splits: [Int] = []
            for _ in least..<most {
                splits.append(instructions.count)
                try emit(.jump(0))
                try add(part)
            }
            for place in splits { instructions[place] = .split(place + 1, instructions.count) }
        }
    }

    private mutating func addLoop(_ part: PatternPart) throws(LinearPattern.Fault) {
        let start = instructions.count
        try emit(.jump(0))
        try add(part)
        try emit(.jump(start))
        instructions[start] = .split(start + 1, instructions.count)
    }

    private mutating func addChoice(_ ways: ArraySlice<PatternPart>) throws(LinearPattern.Fault) {
        guard let first = ways.first else { return }
        guard ways.count > 1 else { return try add(first) }
        let split = instructions.count
        try emit(.jump(0))
        try add(first)
        let end = instructions.count
        try emit(.jump(0))
        instructions[split] = .split(split + 1, instructions.count)
        try addChoice(ways.dropFirst())
        instructions[end] = .jump(instructions.count)
    }
}

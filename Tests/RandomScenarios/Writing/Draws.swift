import ToolRouter

/// The decisions of one scenario, drawn by their names: one that is added shifts none of the others.
struct Draws {
    private let draw: KeyedDraw
    /// What the decisions are about, such as `request 3`.
    private let subject: String

    init(seed: UInt64, _ subject: String) {
        draw = KeyedDraw(seed: seed)
        self.subject = subject
    }

    private init(_ draw: KeyedDraw, _ subject: String) {
        self.draw = draw
        self.subject = subject
    }

    /// The decisions about a part of the subject.
    func about(_ part: String, _ number: Int = 0) -> Draws {
        Draws(draw, "\(subject)\u{0}\(part) \(number)")
    }

    /// A uniform number below `bound`.
    func number(below bound: Int, _ decision: String) -> Int {
        Int(draw.number(below: UInt64(bound), decision, subject))
    }

    /// A uniform number of `range`.
    func number(in range: ClosedRange<Int>, _ decision: String) -> Int {
        range.lowerBound + number(below: range.count, decision)
    }

    /// Whether a thing happens that happens `percent` times in 100.
    func happens(_ percent: Int, _ decision: String) -> Bool {
        number(below: 100, decision) < percent
    }

    /// One of `all`.
    func one<Choice>(of all: [Choice], _ decision: String) -> Choice {
        all[number(below: all.count, decision)]
    }
}

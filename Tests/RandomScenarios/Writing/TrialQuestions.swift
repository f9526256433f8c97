/// What callers ask in these scenarios.
struct TrialQuestions {
    let draws: Draws
    let leaning: Leaning

    var text: String {
        if mostOfThemAlike, !draws.happens(5, "another") {
            return spelt(draws.one(of: Array(Self.plain.prefix(leaning == .aging ? 1 : 3)), "plain"))
        }
        return switch draws.number(below: 20, "question") {
        case 0: draws.one(of: Self.odd, "odd")
        case 1...2: draws.one(of: TrialStatements.honest + TrialStatements.ofTheClock, "SQL")
        case 3: draws.one(of: TrialStatements.bad, "bad SQL")
        case 4...7 where leaning == .hostile: draws.one(of: TrialStatements.bad, "bad SQL")
        case 8: "Question number \(draws.number(below: 1_000, "number"))"
        default: spelt(draws.one(of: Self.plain, "plain"))
        }
    }

    private var mostOfThemAlike: Bool {
        leaning == .aging || leaning == .repetition || leaning == .stampede
    }

    /// The same question, spelt in another way.
    private func spelt(_ question: String) -> String {
        switch draws.number(below: 10, "spelling") {
        case 0: question + "  "
        case 1: question.uppercased()
        case 2: question.replacing(" ", with: "  ")
        default: question
        }
    }

    private static let plain = [
        "How many items are there?", "What is out of stock?", "Which book is the oldest?", "What costs the most?",
        "Show me the payroll", "What is the returns policy?", "How is the weather?", "Was ist die Lampe wert? stock",
        "在庫はありますか？", "price of “Zelt”", "Who are you?",
    ]

    private static let odd = [
        "", "   ", "\u{0}", "a\u{0}b", "\u{202E}stock", "\u{1B}[31mred", "é vs e\u{301}",
        String(repeating: "long ", count: 60),
        String(repeating: "x", count: 40_000), "'; DROP TABLE item; --", "]]>", "<script>alert(1)</script>", "\n\n",
        "?",
        "İstanbul'da stock?", "ﬁne", "SELECT", "select the stock", "🏕️🏕️🏕️", "\u{FFFD}\u{FEFF}", "%s%n", "| a | b |",
    ]
}

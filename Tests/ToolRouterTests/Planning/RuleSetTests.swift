import Testing
import ToolRouter

@Suite struct RuleSetTests {
    /// A rule's definition, phrase by phrase, against which the search for all at once is held.
    private static func matches(_ rule: Rule, _ question: CanonicalQuestion) -> Bool {
        rule.allOf.allSatisfy { question.contains(phrase: $0) }
            && (rule.anyOf.isEmpty || rule.anyOf.contains { question.contains(phrase: $0) })
            && !rule.noneOf.contains { question.contains(phrase: $0) }
    }

    private static let orders = Rule(name: "r", allOf: ["how many"], anyOf: ["orders", "order"], tool: "t")

    @Test(arguments: [
        ("all and one", "How  many ORDERS?", true), ("the other one", "how many order lines", true),
        ("not all", "which orders", false), ("none of them", "how many singers", false),
        ("within a word", "how many reorders", false), ("a word that goes on", "how many orders2", false),
        ("a word beyond ASCII that goes on", "how many ordersé", false), ("in signs", "(how many)-orders!", true),
        ("twice, once as a word", "how many reorders orders", true), ("nothing", "", false),
    ])
    func `a rule matches a question that holds its phrases as words`(name: String, question: String, matches: Bool) {
        let rules = RuleSet([Self.orders])
        #expect((rules.match(CanonicalQuestion(question)).rule == Self.orders) == matches)
    }

    @Test(arguments: [
        ("what must not occur", Rule(name: "r", anyOf: ["a"], noneOf: ["b"], tool: "t"), "a b", false),
        (
            "what must not occur is a part of a word", Rule(name: "r", anyOf: ["a"], noneOf: ["b"], tool: "t"), "a bc",
            true
        ),
        ("no phrase at all", Rule(name: "r", tool: "t"), "a", true),
        ("only what must not occur", Rule(name: "r", noneOf: ["b"], tool: "t"), "a", true),
        ("an empty phrase occurs nowhere", Rule(name: "r", allOf: ["a", " "], tool: "t"), "a", false),
        ("an empty phrase alone", Rule(name: "r", anyOf: [""], tool: "t"), "a", false),
        ("an empty phrase to be missing", Rule(name: "r", anyOf: ["a"], noneOf: [""], tool: "t"), "a", true),
        ("a phrase within another", Rule(name: "r", allOf: ["a b c", "b"], tool: "t"), "a b c", true),
        ("signs", Rule(name: "r", allOf: ["c++", "?"], tool: "t"), "why c++?", true),
        ("signs need no word's end", Rule(name: "r", allOf: ["+"], tool: "t"), "a+b", true),
    ])
    func `a rule may demand little, or odd things`(name: String, rule: Rule, question: String, matches: Bool) {
        #expect((RuleSet([rule]).match(CanonicalQuestion(question)).rule != nil) == matches)
    }

    @Test func `the first rule that matches counts, and the first of those with a plan stands in`() {
        let names = ["other", "router", "planner", "later"]
        let rules = RuleSet(
            names.map {
                Rule(
                    name: $0, anyOf: [$0 == "other" ? "b" : "a"], tool: "t",
                    arguments: $0 == "router" ? nil : ["q": .string($0)])
            })
        let match = rules.match(CanonicalQuestion("a"))
        #expect(match.rule?.name == "router")
        #expect(match.standIn?.name == "planner")
        #expect(match.standIn?.plan == Plan(tool: "t", arguments: ["q": .string("planner")]))
        #expect(rules.match(CanonicalQuestion("c")) == RuleMatch())
    }

    /// Few letters, so that phrases begin, end and lie within each other.
    private static let letters = ["a", "b", "é", "ö", " ", "-"]

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `any rules match any question as their definition says`(seed: UInt64) {
        let draw = KeyedDraw(seed: seed)
        var occurrence: UInt64 = 0
        func number(below bound: Int) -> Int {
            occurrence += 1
            return Int(draw.number(below: UInt64(bound), "", "", occurrence: occurrence))
        }
        func text(atMost length: Int) -> String {
            (0..<number(below: length + 1)).map { _ in Self.letters[number(below: Self.letters.count)] }.joined()
        }
        func phrases() -> [String] { (0..<number(below: 4)).map { _ in text(atMost: 5) } }
        let rules = (0..<number(below: 12)).map { index in
            Rule(
                name: "\(index)", allOf: phrases(), anyOf: phrases(), noneOf: phrases(), tool: "t",
                arguments: number(below: 2) == 0 ? nil : [:])
        }
        let set = RuleSet(rules)
        for _ in 0..<50 {
            let question = CanonicalQuestion(text(atMost: 30))
            let matching = rules.filter { Self.matches($0, question) }
            let expected = RuleMatch(rule: matching.first, standIn: matching.first { $0.arguments != nil })
            #expect(set.match(question) == expected, "seed \(seed): \(question.text.debugDescription)")
        }
    }
}

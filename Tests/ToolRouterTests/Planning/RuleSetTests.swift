import Testing
import ToolRouter

@Suite struct RuleSetTests {
    /// A rule's definition, phrase by phrase, against which the search for all at once is held.
    private static func matches(_ rule: Rule, _ question: FoldedText) -> Bool {
        let scalars = Array(question.text.unicodeScalars)
        func holds(_ phrase: String) -> Bool {
            let phrase = Array(phrase.unicodeScalars)
            guard !phrase.isEmpty, phrase.count <= scalars.count else { return false }
            return (0...scalars.count - phrase.count).contains { start in
                Array(scalars[start..<start + phrase.count]) == phrase && mayCut(scalars, start)
                    && mayCut(scalars, start + phrase.count)
            }
        }
        return rule.allOf.allSatisfy(holds) && (rule.anyOf.isEmpty || rule.anyOf.contains(where: holds))
            && !rule.noneOf.contains(where: holds)
    }

    /// Whether a word may begin or end before `scalars[place]`, for the letters below.
    private static func mayCut(_ scalars: [Unicode.Scalar], _ place: Int) -> Bool {
        guard place > 0, place < scalars.count else { return true }
        let marks: Set<Unicode.Scalar> = ["\u{E35}", "\u{332}"]
        if marks.contains(scalars[place]) { return false }
        let base = scalars[..<place].last { !marks.contains($0) }
        let words: Set<Unicode.Scalar> = ["a", "b", "é", "ö", "1", "م"]
        return !(base.map(words.contains) ?? false) || !words.contains(scalars[place])
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
        #expect((rules.match(question).rule == Self.orders) == matches)
    }

    @Test(arguments: [
        (
            "what must not occur, with another apostrophe",
            Rule(name: "r", anyOf: ["a"], noneOf: ["don't"], tool: "t"), "a, but don’t", false
        ),
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
        #expect((RuleSet([rule]).match(question).rule != nil) == matches)
    }

    @Test(arguments: [
        ("Chinese", "退货", "上个月有多少退货？", true), ("at the beginning", "退货", "退货有多少", true),
        ("between Latin letters", "退货", "SKU退货SKU", true), ("another phrase of Chinese", "退款", "上个月有多少退货？", false),
        ("Japanese", "返品", "先月の返品は何件ですか", true), ("hiragana", "もの", "先月のものは", true),
        ("katakana", "キャンセル", "先月のキャンセル件数", true), ("half-width katakana", "ｷｬﾝｾﾙ", "先月のｷｬﾝｾﾙ件数", true),
        ("not within a half-width letter", "ハ", "バ", false), ("a voiced mark of half width", "ﾊ", "ﾊﾞ", false),
        ("Thai", "คืนสินค้า", "เดือนที่แล้วมีคืนสินค้ากี่รายการ", true), ("not within a Thai letter", "ก", "มีกี่ราย", false),
        ("not before Thai AM", "น", "นำเข้า", false), ("Lao", "ສົ່ງຄືນ", "ເດືອນແລ້ວສົ່ງຄືນຈັກລາຍການ", true),
        ("Khmer", "ត្រឡប់", "ខែមុនមានទំនិញត្រឡប់ប៉ុន្មាន", true), ("not within a stack of Khmer", "រ", "ត្រ", false),
        ("spaces without width", "ទំនិញត្រឡប់", "មានទំនិញ\u{200B}ត្រឡប់ប៉ុន្មាន", true),
        ("Burmese", "ပြန်ပို့", "ပြီးခဲ့သည့်လကပြန်ပို့ပစ္စည်းဘယ်နှစ်ခုရှိသလဲ", true),
        ("not within a stack of Burmese", "စ", "ပစ္စည်း", false), ("Javanese", "ꦧꦭꦶ", "ꦲꦶꦁꦧꦭꦶꦏꦺ", true),
        ("Bopomofo", "ㄊㄨㄟ", "ㄧㄊㄨㄟㄏ", true), ("an ideograph beyond the first plane", "𠮷", "先月の𠮷野家", true),
        ("Tibetan between its marks", "ཕྱིར་ལོག", "ཟླ་བ་ཕྱིར་ལོག་ག་ཚོད", true), ("Latin in Chinese", "sku", "查询SKU数量", true),
        ("a number in Chinese", "30", "最近30天退货", true), ("not within a number in Chinese", "3", "最近30天退货", false),
        ("ideographic numbers", "三", "第三季度", true), ("full-width digits", "１", "１２月", false),
        ("a typographic apostrophe", "what's", "What’s up", true), ("one that is a letter", "don't", "I donʼt", true),
        ("one in the phrase", "don’t", "I don't", true), ("one in full width", "don't", "don＇t", true),
        ("a right quote", "customers", "the customers’ names", true), ("quotes", "returns", "“returns”", true),
        ("a dash", "returns", "returns—please", true), ("an ellipsis", "returns", "returns…", true),
        ("guillemets", "retours", "«retours»", true), ("a question mark that opens", "cuántos", "¿Cuántos hay?", true),
        ("full-width marks", "returns", "（returns）？", true), ("a middle dot", "返品", "返品・交換", true),
        ("a currency", "100", "over 100€", true), ("a degree", "5", "5°", true),
        ("a no-break space", "out of stock", "out\u{A0}of stock", true),
        ("Cyrillic", "возврат", "возврат?", true), ("within a Cyrillic word", "возврат", "возвраты", false),
        ("within a Greek word", "επιστροφ", "επιστροφές", false), ("Arabic", "مرتجعات", "كم «مرتجعات»؟", true),
        ("within an Arabic word", "مرتجع", "مرتجعات", false),
        ("a joiner in Persian", "خواهم", "می\u{200C}خواهم", false),
        ("Devanagari", "वापसी", "कितनी वापसी हुई?", true), ("within a Devanagari word", "वापस", "वापसी", false),
        ("Korean has blanks", "환불", "지난달 환불 건수", true), ("within a Korean word", "환불", "환불은", false),
        ("a mark on a letter", "x", "x\u{302}", false), ("a letter with a mark", "cafe", "cafe\u{301}", false),
        ("an underscore of full width", "a", "a＿b", false), ("an emoji", "👍", "👍!", true),
        ("an emoji of another colour", "👍", "👍🏽", false),
        ("a word beside an emoji", "returns", "returns👍", true), ("a soft hyphen", "rückgabe", "Rück\u{AD}gabe", true),
        ("a mark of direction", "returns", "\u{200E}returns\u{200F}", true),
        ("Hebrew with a mark of direction", "החזר", "\u{200F}החזר\u{200F}?", true),
    ])
    func `words begin and end as in their script, for what must occur and what must not`(
        name: String, phrase: String, question: String, isThere: Bool
    ) {
        let demanding = RuleSet([Rule(name: "r", anyOf: [phrase], tool: "t")])
        #expect((demanding.match(question).rule != nil) == isThere)
        let excluding = RuleSet([Rule(name: "r", noneOf: [phrase], tool: "t")])
        #expect((excluding.match(question).rule == nil) == isThere)
    }

    /// Many phrases that end at one place behind many marks.
    @Test(.timeLimit(.minutes(20))) func `a long question takes no longer than its share`() {
        let phrases = (1...200).map { String(repeating: "a", count: $0) }
        let rules = RuleSet([Rule(name: "r", noneOf: phrases, tool: "t")])
        let question =
            "a" + String(repeating: "\u{301}\u{316}", count: 1 << 18) + String(repeating: "a", count: 1 << 15)
        #expect(rules.match(question).rule != nil)
    }

    @Test func `the first rule that matches counts, and the first of those with a plan stands in`() {
        let names = ["other", "router", "planner", "later"]
        let rules = RuleSet(
            names.map {
                Rule(
                    name: $0, anyOf: [$0 == "other" ? "b" : "a"], tool: "t",
                    arguments: $0 == "router" ? nil : ["q": .string($0)])
            })
        let match = rules.match("a")
        #expect(match.rule?.name == "router")
        #expect(match.runnerUp?.rule.name == "planner")
        #expect(match.rival == nil)
        #expect(match.standIn?.rule.name == "planner")
        #expect(match.standIn?.plan(for: "a") == Plan(tool: "t", arguments: ["q": .string("planner")]))
        #expect(rules.match("c") == RuleMatch())
    }

    /// Rules by name, weight and tool; what is expected by their names: winner, runner-up, rival.
    @Test(arguments: [
        ("the heaviest wins", "a1s b3d c2s", "b a c", "b c c"),
        ("of equal ones the first", "a2s b2d c2s", "a b c", "a b b"),
        ("the first by order only", "a1s b1s c1s", "c b a", "a b -"), ("one alone", "a1s", "a", "a - -"),
        ("a rival behind the runner-up", "a9s b8s c7d d7r", "a b c d", "a b c"),
        ("a rival that was ahead", "a5d b7s c6s", "a b c", "b c a"), ("none", "a1s", "x", "- - -"),
        ("only what matches", "a9s b8d c7s", "b c", "b c c"),
    ])
    func `weights decide, then the order`(name: String, rules: String, question: String, expected: String) {
        let set = RuleSet(
            rules.split(separator: " ").map { text in
                let text = Array(text)
                return Rule(
                    name: String(text[0]), anyOf: [String(text[0])], weight: text[1].wholeNumberValue!,
                    tool: ToolName(String(text[2])))
            })
        let match = set.match(question)
        let found = [match.winner, match.runnerUp, match.rival].map { $0?.rule.name ?? "-" }.joined(separator: " ")
        #expect(found == expected)
    }

    @Test func `a rule says by what it matches`() throws {
        let rule = Rule(
            name: "r", allOf: ["how many"], anyOf: ["orders", "returns", "invoices"],
            patterns: [try RulePattern("from {city}"), try RulePattern("in {city}")], weight: 7, tool: "t")
        let winner = try #require(RuleSet([rule]).match("How many orders or invoices in Paris?").winner)
        #expect(winner.words == ["how many", "orders", "invoices"])
        #expect(winner.pattern?.text == "in {city}")
        #expect(winner.captures == [RuleCapture("city", .string("Paris"))])
        #expect(winner.score == 7)
        #expect(RuleSet([rule]).match("How many orders?").winner == nil)
        #expect(RuleSet([rule]).match("Orders in Paris?").winner == nil)
    }

    @Test(arguments: [
        ("all is captured", ["in {city} since {year:integer}"], "in Paris since 2024", true),
        ("a pattern that captures less", ["since {year:integer}"], "in Paris since 2024", false),
        (
            "the first pattern that matches counts", ["in {city}", "in {city} since {year:integer}"],
            "in Rome since 2024", false
        ),
    ])
    func `a plan stands in only where all its captures matched`(
        name: String, patterns: [String], question: String, stands: Bool
    ) throws {
        let rule = Rule(
            name: "r", patterns: try patterns.map { try RulePattern($0) }, tool: "t",
            arguments: [
                "sql": .string("x"), "all": .list([.object(["city": .string(":city"), "year": .string(":year")])]),
                "asked": .string(":question"), "plain": .string("a :city"),
            ])
        let match = RuleSet([rule]).match(question)
        #expect(match.rule == rule)
        #expect((match.standIn != nil) == stands)
        guard stands else { return }
        #expect(
            match.standIn?.plan(for: question)?.arguments == [
                "sql": .string("x"),
                "all": .list([.object(["city": .string("Paris"), "year": .number("2024")])]),
                "asked": .string(question), "plain": .string("a :city"),
            ])
    }

    @Test(
        arguments: [
            ("sure", 5, 1, 1_000_000, 0, nil), ("as sure as the threshold", 5, 1, 700_000, 0, nil),
            ("less sure", 5, 1, 699_999, 0, RuleDoubt.lowConfidence), ("as far as the margin", 5, 3, 1_000_000, 2, nil),
            ("closer", 5, 4, 1_000_000, 2, .closeRival), ("equal, no margin", 5, 5, 1_000_000, 0, nil),
            ("equal", 5, 5, 1_000_000, 1, .closeRival),
        ] as [(String, Int, Int, Int64, Int, RuleDoubt?)])
    func `rules are sure or say why not`(
        name: String, weight: Int, other: Int, confidence: Int64, margin: Int, doubt: RuleDoubt?
    ) {
        let match = RuleSet([
            Rule(name: "a", anyOf: ["q"], weight: weight, tool: "s", confidence: Ratio(millionths: confidence)),
            Rule(name: "b", anyOf: ["q"], weight: weight, tool: "s"),
            Rule(name: "c", anyOf: ["q"], weight: other, tool: "d"),
        ]).match("q")
        #expect(match.doubt(threshold: Ratio(millionths: 700_000), margin: margin) == doubt)
        #expect(
            match.decision(threshold: Ratio(millionths: 700_000), margin: margin)?.rule.name
                == (doubt == nil ? "a" : nil))
    }

    /// Few letters, so that phrases begin, end and lie within each other.
    private static let letters = [
        "a", "b", "é", "ö", " ", "-", "1", "م", "退", "ก", "\u{E35}", "\u{332}", "’", "。",
    ]

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
                name: "\(index)", allOf: phrases(), anyOf: phrases(), noneOf: phrases(), weight: 1 + number(below: 3),
                tool: ToolName(Self.letters[number(below: 2)]), arguments: number(below: 2) == 0 ? nil : [:])
        }
        let set = RuleSet(rules)
        for _ in 0..<50 {
            let question = text(atMost: 30)
            // The best weight first, and the first of equal ones.
            let matching = rules.enumerated().filter { Self.matches($0.element, FoldedText(question)) }
                .sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }.map(\.element)
            let expected = [
                matching.first, matching.dropFirst().first, matching.first { $0.tool != matching[0].tool },
                matching.first { $0.arguments != nil },
            ].map { $0?.name }
            let match = set.match(question)
            #expect(
                [match.winner, match.runnerUp, match.rival, match.standIn].map { $0?.rule.name } == expected,
                "seed \(seed): \(question.debugDescription)")
        }
    }
}

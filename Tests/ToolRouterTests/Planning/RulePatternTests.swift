import Testing
import ToolRouter

@Suite struct RulePatternTests {
    /// What the captures of a pattern take, as `name=value` in their order; nil where it does not match.
    private static func captures(_ pattern: String, _ question: String) throws -> [String]? {
        let rule = Rule(name: "r", patterns: [try RulePattern(pattern)], tool: "t")
        return RuleSet([rule]).match(question).winner?.captures.map { capture in
            switch capture.value {
            case .string(let text): "\(capture.name)=\(text)"
            case .number(let digits): "\(capture.name)=#\(digits)"
            default: "\(capture.name)=?"
            }
        }
    }

    private typealias Row = (name: String, pattern: String, question: String, taken: [String]?)

    private static let rows: [Row] = [
        ("one word, spelt as asked", "orders in {city}", "How many Orders in PARIS?", ["city=PARIS"]),
        ("in another case", "ORDERS in {city}", "orders IN Paris", ["city=Paris"]),
        ("a word with an apostrophe", "orders of {who}", "orders of O’Brien.", ["who=O’Brien"]),
        ("an address", "mail to {who}", "mail to Ada@Example.com, please", ["who=Ada@Example.com"]),
        ("a number with its point", "above {limit}", "all above 3.14!", ["limit=3.14"]),
        ("a part of a word, before what follows", "{who}'s orders", "show Ada's orders", ["who=Ada"]),
        ("behind a dash", "r-{id}", "what about R-0000017?", ["id=0000017"]),
        (
            "some words up to the next", "how many {thing...} in {city}", "how many big orders in Paris",
            [
                "thing=big orders", "city=Paris",
            ]
        ),
        ("some words up to the end", "in {city...}", "orders in New York", ["city=New York"]),
        ("some words up to a mark", "in {city...}", "orders in New York, please", ["city=New York"]),
        ("up to words that may be missing", "in {city...} [please]", "orders in New York please", ["city=New York"]),
        ("and are", "in {city...} [please]", "orders in New York", ["city=New York"]),
        ("in quotes without them", "named {title}", "the film named “Hello, World” here", ["title=Hello, World"]),
        ("in straight quotes", "in {city}", "orders in 'New York' today", ["city=New York"]),
        ("a quote in a run", "in {city...}", "orders in \"St. Louis\"", ["city=St. Louis"]),
        ("a quote that nothing ends", "in {city}", "orders in 'Paris", nil),
        ("nothing to take", "orders in {city}", "orders in ?", nil),
        ("nothing behind", "orders in {city}", "orders in", nil),
        ("an integer", "over {n:integer} orders", "over 1000 orders", ["n=#1000"]),
        ("one below zero", "below {n:integer} degrees", "below -5 degrees", ["n=#-5"]),
        ("not below zero between words", "a {n:integer}", "a-5", nil),
        ("zeros in front", "id {n:integer}", "id 007", ["n=#7"]),
        ("no integer", "over {n:integer} orders", "over 1.5 orders", nil),
        ("an integer with a comma", "over {n:integer} orders", "over 1,000 orders", nil),
        ("an integer of 19 digits", "id {n:integer}", "id 9223372036854775807", ["n=#9223372036854775807"]),
        ("one too large", "id {n:integer}", "id 9223372036854775808", nil),
        ("a day", "since {d:date}", "orders since 2028-02-29?", ["d=2028-02-29"]),
        ("no day", "since {d:date}", "orders since 2026-02-29", nil),
        ("a month", "since {d:date}", "since 2026-02", nil),
        ("a day in a name", "since {d:date}", "since x-2026-02-01", nil),
        ("a choice, as the pattern has it", "{size: small|Large} shirts", "LARGE shirts", ["size=Large"]),
        ("a longer choice first", "in {city: new|new york}", "in New York", ["city=new york"]),
        ("another word", "{size: small|large} shirts", "blue shirts", nil),
        ("optional words, there", "how many [of the] orders", "how many of the orders", []),
        ("and not", "how many [of the] orders", "how many orders", []),
        ("half of them", "how many [of the] orders", "how many of orders", nil),
        ("anything between", "how many * orders", "how many, of all, are orders", []),
        ("nothing between", "how many * orders", "how many orders", []),
        ("at the beginning", "^orders", "¿orders in Paris", []), ("not at the beginning", "^orders", "all orders", nil),
        ("at the end", "orders$", "all orders?!", []), ("not at the end", "orders$", "orders of May", nil),
        ("from end to end", "^orders in {city...}$", "orders in New York.", ["city=New York"]),
        ("too much at the end", "^orders in {city}$", "orders in New York", nil),
        ("not within a word", "orders", "reorders", nil), ("marks of its own", "c++ {x}", "why C++ jobs", ["x=jobs"]),
        ("a mark between", "how many", "how-many", nil), ("escaped signs", #"\{x\} \[y\]"#, "{x} [y]", []),
        ("a typographic apostrophe", "what's in {city}", "What’s in Paris", ["city=Paris"]),
        ("a soft hyphen", "rückgabe {x}", "Rück\u{AD}gabe Mai", ["x=Mai"]),
        ("one in what is taken", "über {x}", "über Rück\u{AD}gabe", ["x=Rück\u{AD}gabe"]),
        ("letters apart from their marks", "für {x}", "fu\u{308}r Mu\u{308}ller", ["x=Mu\u{308}ller"]),
        ("Chinese, up to the next word", "{city}的天气", "北京的天气怎么样", ["city=北京"]),
        ("Chinese, behind a word", "查询{what}退货", "请查询上个月退货", ["what=上个月"]),
        ("Chinese, at the end", "天气 {city}", "天气北京？", ["city=北京"]),
        ("blanks between letters of Chinese mean nothing", "退货 政策", "退货政策", []),
        ("a word of Latin in Chinese", "查询{sku}的", "查询SKU-17的库存", ["sku=SKU-17"]),
        ("a number in Chinese", "最近{n:integer}天", "最近30天的退货", ["n=#30"]),
        ("corner brackets", "{title}的", "「你好，世界」的作者", ["title=你好，世界"]),
        ("Japanese", "{city}の天気", "東京の天気", ["city=東京"]),
        ("Japanese with two", "{a}から{b}まで", "東京から大阪まで", ["a=東京", "b=大阪"]),
        ("katakana", "{what}の件数", "キャンセルの件数", ["what=キャンセル"]),
        ("Thai", "ใน{city}", "คำสั่งซื้อในกรุงเทพ", ["city=กรุงเทพ"]),
        ("Thai up to the next word", "อากาศ{city}วันนี้", "อากาศเชียงใหม่วันนี้", ["city=เชียงใหม่"]),
        ("Korean has blanks", "{city} 날씨", "서울 날씨", ["city=서울"]),
        ("Cyrillic", "в {city}", "заказы в Москве", ["city=Москве"]),
        ("Arabic", "في {city}", "الطلبات في القاهرة؟", ["city=القاهرة"]),
        ("a run across scripts", "买{what...}$", "买iPhone手机", ["what=iPhone手机"]),
    ]

    @Test(arguments: rows)
    func `a pattern takes from a question`(name: String, pattern: String, question: String, taken: [String]?) throws {
        #expect(try Self.captures(pattern, question) == taken)
    }

    @Test(arguments: [
        ("", "no word of its own"), ("{a}", "no word of its own"), ("{a} {b...} [c]", "no word of its own"),
        ("a {", "`{` that nothing ends"), ("a [b", "`[` that nothing ends"), ("a }", "`}` where nothing asks for it"),
        ("a ^ b", "`^` where nothing asks for it"), ("a $ b", "`$` where nothing asks for it"),
        ("a {B}", "the capture \"B\""), ("a {}", "the capture \"\""), ("a {1}", "the capture \"1\""),
        ("a {b c}", "the capture \"b c\""), ("a {b...:integer}", "the capture \"b...\""),
        ("a {user}", "a capture named `user`"), ("a {tenant}", "a capture named `tenant`"),
        ("a {question}", "a capture named `question`"), ("a {b} {b}", "the capture `b` again"),
        ("a {b:float}", "the kind \"float\""), ("a {b:x|}", "an empty choice"), ("a [{b}]", "`{` in brackets"),
        ("a []", "empty brackets"), ("* a", "`*` at an end"), ("a *", "`*` at an end"),
        (#"a \"#, "a backslash at the end"), ("a {b1} {b2} {b3} {b4} {b5} {b6} {b7} {b8} {b9}", "9 captures"),
        (String(repeating: "a ", count: 251), "a pattern of 502 characters"),
        (String(repeating: "a [b] ", count: 17), "more than 32 parts"),
        ("a {b:" + (0...64).map { "c\($0)" }.joined(separator: "|") + "}", "65 choices"),
    ])
    func `a pattern that can't be read says what is wrong with it`(pattern: String, found: String) {
        #expect { try RulePattern(pattern) } throws: { ($0 as? RulePatternError)?.found == found }
    }

    /// Patterns that keep an engine busy which goes back and tries again, beside questions as long as they may be.
    @Test(
        .timeLimit(.minutes(20)),
        arguments: [
            "a * a * a * a * a * a * a * a * a * a * a * a * b",
            "a {a...} a {b...} a {c...} a {d...} a {e...} a {f...} a {g...} a b",
            "a [a] [a] [a] [a] [a] [a] [a] [a] [a] [a] [a] [a] [a] [a] [a] b",
            "{x} a {y: a|a a|a a a|a a a a|a a a a a} * {z: a|a a|a a a} b",
        ])
    func `no pattern takes more than its share of a long question`(pattern: String) throws {
        let rules = RuleSet(
            try (0..<500).map { Rule(name: "\($0)", patterns: [try RulePattern(pattern)], tool: "t") })
        let bodies = ["a ", "a", "a-", "'a ", "退", "a退", "\u{301}", "\"", "a\u{AD}", "a, "]
        let clock = ContinuousClock()
        var slowest = Duration.zero
        for body in bodies {
            let question = String(repeating: body, count: 32_768 / body.utf8.count)
            slowest = max(slowest, clock.measure { _ = rules.match(question + " b") })
        }
        // Measured in a debug build beside others; a search that goes back would take years.
        #expect(slowest < .seconds(5), "\(pattern): \(slowest)")
    }

    @Test func `a capture has a bound in words, letters and bytes`() throws {
        func question(_ count: Int) -> String { "in " + String(repeating: "x ", count: count) }
        #expect(try Self.captures("in {city...}", question(16)) != nil)
        #expect(try Self.captures("in {city...}", question(17)) == nil)
        #expect(try Self.captures("{city}的", String(repeating: "北", count: 64) + "的")?.count == 1)
        #expect(try Self.captures("^{city}的", String(repeating: "北", count: 65) + "的") == nil)
        #expect(try Self.captures("in {city}", "in " + String(repeating: "x", count: 1_024)) != nil)
        #expect(try Self.captures("in {city}", "in " + String(repeating: "x", count: 1_025)) == nil)
        #expect(try Self.captures("in {city}", String(repeating: "x ", count: 1_022) + "in Paris") != nil)
        #expect(try Self.captures("in {city}", String(repeating: "x ", count: 1_023) + "in Paris") == nil)
    }

    /// Few letters, so that words come again and again.
    private static let parts = ["a", "b", " ", " ", "-", "'", "退", "ก", "\u{301}", "\u{AD}", ",", "1", "É"]

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `what a capture takes stands in the question, whatever that is`(seed: UInt64) throws {
        let draw = KeyedDraw(seed: seed)
        var occurrence: UInt64 = 0
        func part() -> String {
            occurrence += 1
            return Self.parts[
                Int(draw.number(below: UInt64(Self.parts.count), "", "", occurrence: occurrence))]
        }
        for pattern in ["a {x}", "{x...} b", "{x} 退 {y...}", "a {x:integer}", "[a] b {x}'"] {
            let question = (0..<30).map { _ in part() }.joined()
            for taken in try Self.captures(pattern, question) ?? [] {
                let value = String(taken.drop { $0 != "=" }.dropFirst().drop { $0 == "#" })
                #expect(
                    value.isEmpty || Array(question.utf8).firstRange(of: Array(value.utf8)) != nil,
                    "seed \(seed): \(pattern) took \(value.debugDescription) from \(question.debugDescription)")
            }
        }
    }
}

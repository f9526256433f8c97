import Testing
import ToolRouterServer

@Suite struct LinearPatternTests {
    @Test(arguments: [
        ("a literal", "abc", "xabcabc", "x##"),
        ("a class and a count", "[0-9]{3}-[0-9]{2}", "call 123-45 or 12-345", "call # or 12-345"),
        ("the greedy match", "<.*>", "a<b>c<d>e", "a#e"),
        ("the lazy match", "<.*?>", "a<b>c<d>e", "a#c#e"),
        ("without case", "(?i)secret", "SECRET Secret", "# #"),
        ("letters beyond ASCII", "é+", "caféé ole", "caf# ole"),
        ("a class of Unicode", "\\p{Han}+", "给 me 数据", "# me #"),
        ("no match", "zzz", "abc", "abc"),
        ("an empty text", "a", "", ""),
        ("a match of nothing goes on behind the next letter", "\\b", "é a", "é #a#"),
        ("a match at the end", "c$", "abc", "ab#"),
        ("what looks like a substitute is taken as it is", "b", "a\\1b", "a\\1#"),
    ])
    func `matches are replaced from left to right`(
        name: String, pattern: String, text: String, expected: String
    ) throws {
        #expect(try LinearPattern(pattern).replacing(in: text) { _ in "#" } == expected, "\(name)")
    }

    @Test(arguments: [
        ("a group that is not closed", "(a", "missing"), ("a class that is not closed", "[a", "missing"),
        ("a repetition of nothing", "*", "no argument"), ("a look-ahead", "(?=a)", "invalid"),
        ("a back reference", "(a)\\1", "invalid"), ("one that fits the empty text", "a*", "empty text"),
        ("the empty pattern", "", "empty text"),
        ("one that compiles to too much", "((a{100}){100}){100}", "repetition"),
        ("one that is too long", String(repeating: "a", count: 1_001), "at most 1000"),
    ])
    func `what is no pattern is refused, in words`(name: String, pattern: String, words: String) {
        let fault = #expect(throws: LinearPattern.Fault.self) { try LinearPattern(pattern) }
        #expect(fault?.words.contains(words) == true, "\(name): \(fault?.words ?? "")")
    }

    /// Each of these takes a backtracking matcher longer than the universe is old.
    @Test(arguments: ["(a+)+$", "(a|aa)+$", "(.*a){20}$", "(a|a)*b"])
    func `what makes others go on for ever ends`(pattern: String) throws {
        let text = String(repeating: "a", count: 20_000) + "!"
        #expect(try LinearPattern(pattern + "|never").replacing(in: text) { _ in "#" } == text)
    }

    @Test func `searches that would read too much together are given up`() throws {
        // At each letter the search looks to the end of the text for a `b`.
        let text = String(repeating: "a", count: 100_000)
        #expect(try LinearPattern("a.*b|a").replacing(in: text) { _ in "#" } == nil)
    }
}

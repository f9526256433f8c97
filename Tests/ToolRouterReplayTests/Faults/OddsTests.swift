import Testing
import ToolRouter

@testable import ToolRouterReplay

@Suite struct OddsTests {
    @Test(arguments: [
        ("1/20", "1/20"), ("5%", "1/20"), ("0.05", "1/20"), ("2/40", "1/20"), ("1/3", "1/3"),
        (
            "333333333/1000000000",
            "333333333/1000000000"
        ), ("0", "0"), ("0/7", "0"), ("0%", "0"), ("1", "1"), ("7/7", "1"), ("100%", "1"),
        ("1.0", "1"), ("0.000000001", "1/1000000000"), ("12.5%", "1/8"), ("0.0000001%", "1/1000000000"),
    ])
    func `odds are exact, in lowest terms`(text: String, canonical: String) throws {
        let odds = try #require(Odds(text))
        #expect(odds.text == canonical)
        #expect(Odds(odds.text) == odds)
    }

    @Test(arguments: [
        "", "half", "-1/2", "+1/2", "1/+2", "1 / 2", "3/2", "1/0", "0/0", "1/1000000001", "1.1", "101%", "1/2/3",
        "1/2%",
        "0.0000000001", "1e-3", "%", "/", ".", "1/", "/2", "٣/٤", "99999999999999999999/99999999999999999999", "5%%",
    ])
    func `anything else is no odds`(text: String) {
        #expect(Odds(text) == nil)
    }

    @Test(arguments: [("1/3", 6_561...6_773), ("1/20", 950...1_050), ("19/20", 18_950...19_050)])
    func `a draw says yes about as often as the odds say`(text: String, range: ClosedRange<Int>) throws {
        let odds = try #require(Odds(text))
        let yes = (0..<20_000).count { odds.says(KeyedDraw(seed: 7), "rule", "r-\($0)", occurrence: 1) }
        #expect(range.contains(yes), "\(yes)")
    }

    @Test func `two attempts of one request draw apart, however rare`() throws {
        let odds = try #require(Odds("1/40"))
        let both = (0..<40_000).count { number in
            (1...2).allSatisfy { odds.says(KeyedDraw(seed: 7), "rule", "r-\(number)", occurrence: $0) }
        }
        #expect((10...45).contains(both), "\(both)")
    }

    @Test func `more likely odds say yes wherever less likely ones do`() throws {
        let (rare, often) = (try #require(Odds("1/20")), try #require(Odds("1/7")))
        for number in 0..<2_000 where rare.says(KeyedDraw(seed: 7), "rule", "r-\(number)", occurrence: 1) {
            #expect(often.says(KeyedDraw(seed: 7), "rule", "r-\(number)", occurrence: 1))
        }
    }
}

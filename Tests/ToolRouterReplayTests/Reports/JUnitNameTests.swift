import Testing
import ToolRouter

@testable import ToolRouterReplay

@Suite struct JUnitNameTests {
    /// An identifier and a question, and what their case is called.
    static let names: [(id: String, question: String, name: String)] = [
        ("r-0000017", "How many?", "r-0000017 How many?"),
        ("r-1", "", "r-1 "),
        ("r 1", "q", "r%201 q"),
        ("r", "1 q", "r 1 q"),
        ("r#x1", "q", "r#x1 q"),
        ("r\u{1}", "q", "r%01 q"),
        ("r%01", "q", "r%2501 q"),
        ("größe", "q", "größe q"),
        ("r\u{202E}1", "q", "r%E2%80%AE1 q"),
        ("r\u{A0}1", "q", "r%C2%A01 q"),
        ("gate", "cost_usd", "%67ate cost_usd"),
        ("golden", "q", "%67olden q"),
        ("goldens", "q", "goldens q"),
    ]

    @Test(arguments: names)
    func `a name begins with a word that only this request has`(id: String, question: String, name: String) {
        #expect(JUnitName.of(RequestID(id), question) == name)
        #expect(JUnitName.of(RequestID(id)) == String(name.prefix { $0 != " " }))
    }

    @Test(
        arguments: names + [
            (String(repeating: "i", count: 64), "q", ""), (String(repeating: "i", count: 65), "q", ""),
            ("r", String(repeating: "q", count: 158), ""), ("r", String(repeating: "q", count: 159), ""),
            ("r", "a < b & \"c\" > 'd'", ""), ("r&<>\"'", "q", ""), ("r", "a\nb\tc", ""), ("r", "ü", ""),
        ])
    func `the room for a name is known without the name`(id: String, question: String, name: String) {
        let name = JUnitName.of(RequestID(id), question)
        #expect(JUnitName.size(RequestID(id), question) == JUnitText.size(name), "\(name)")
    }

    /// Identifiers that a report could show alike, each with questions that could hide the difference.
    static let hostile: [String] = {
        let long = String(repeating: "x", count: 63)
        let stems = [
            "r", "r ", "r  ", " r", "r 1", "r  1", "r\t1", "r\n1", "r#x9", "r#x91", "r%20", "r%20 1", "r%2520", "r%",
            "r%%",
            "r\u{1}", "r\u{2}", "r#x1", "r#x2", "r\u{7F}", "r#x7F", "r\u{200E}", "r#x200E", "r\u{FFFE}", "r#xFFFE",
            "gate", "gate cost_usd", "%67ate", "golden", "%67olden", "invariant", "expected", "interrupted",
            "inconclusive",
            long, long + "x", long + "xx", long + " ", long + " x", long + "… (1 more characters)", long + "%",
            long + "%2",
            "é", "é\u{1}", "日本", "日本 ", "…", "(1 more characters)", "~", "%~", "r&", "r<", "r\"", "r'",
        ]
        return stems + (1...200).map { String(repeating: "y", count: 100) + "\($0)" }
            + (1...100).map { "z" + String(repeating: " ", count: $0) }
    }()

    private static let questions = ["", " ", "1", "1 q", " 1", "cost_usd", "q", String(repeating: "w", count: 400)]

    @Test func `no two requests share a name, whatever they are called and ask`() {
        let others = JUnitName.Other.allCases.map(\.rawValue) + ["gate cost_usd", "invariant one_answer"]
        #expect(Set(Self.hostile).count == Self.hostile.count)
        // Each of them with another question in each round, and without one.
        var names: [String: String] = [:]
        for other in others { names[other] = "none" }
        for id in Self.hostile {
            for name in Set(Self.questions.map { JUnitName.of(RequestID(id), $0) } + [JUnitName.of(RequestID(id))]) {
                if let former = names.updateValue(id, forKey: name) {
                    #expect(former == id, "\(former) and \(id): \(name)")
                }
            }
        }
    }

    @Test func `names are of bounded length, and nothing in them has to be made visible`() {
        for id in Self.hostile {
            #expect(JUnitName.of(RequestID(id)).unicodeScalars.count <= JUnitName.longestIdentifier)
            for question in Self.questions {
                let name = JUnitName.of(RequestID(id), question)
                #expect(name.unicodeScalars.count <= JUnitName.longest)
                #expect(JUnitText.visible(name, limit: JUnitText.Limit.name) == name)
            }
        }
    }
}

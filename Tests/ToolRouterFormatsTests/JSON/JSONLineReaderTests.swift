import Foundation
import Testing
import ToolRouter

@testable import ToolRouterFormats

struct JSONLineReaderTests {
    /// Any value, as it was read.
    private indirect enum Tree: JSONReadable, Equatable {
        case leaf(String)
        case list([Tree])
        case object([String: Tree])

        init(_ json: JSONValue) throws(FileError.Reason) {
            if json.elements != nil {
                self = .list(try [Tree](json))
            } else if json.namesAndValues != nil {
                self = .object(try [String: Tree](json))
            } else {
                self = .leaf(json.words)
            }
        }
    }

    private let reader = JSONLineReader()

    private func read(_ text: String) throws(FileError.Reason) -> Tree {
        try reader.read(from: LineReader.Line(whole: Array(text.utf8)))
    }

    @Test func `a value is read with all inside it`() throws {
        let tree = try read(#" {"a":[1, -0.50, 1e3, [], {}],"b":"x\u00e9\n","":null, "c":[true,false]} "#)
        #expect(
            tree
                == .object([
                    "a": .list([
                        .leaf("the number 1"), .leaf("the number -0.50"), .leaf("the number 1e3"), .list([]),
                        .object([:]),
                    ]),
                    "b": .leaf(#"the text "xé\u{A}""#), "": .leaf("null"),
                    "c": .list([.leaf("true"), .leaf("false")]),
                ]))
    }

    @Test(arguments: [
        "", " ", "{", "}", "[1,]", "{\"a\":1,}", "[1 2]", "{\"a\" 1}", "{a:1}", "{'a':1}", "[01]", "[1.]", "[.5]",
        "[+1]",
        "[-]", "[1e]", "[0x1]", "[NaN]", "nul", "[nulll]", "tru", "[truex]", "{}{}", "1 2", "[\u{C}1]", "\"a",
        "{\"a\":}",
    ])
    func `what is not JSON is refused`(text: String) {
        #expect(throws: FileError.Reason.self) { try read(text) }
    }

    @Test(
        arguments: [
            ("0", 0), ("-9223372036854775808", Int64.min), ("9223372036854775807", .max), ("2.0", 2), ("1e3", 1_000),
            ("-0", 0),
        ] as [(String, Int64)])
    func `whole numbers of 64 bits are integers, however they are written`(text: String, expected: Int64) throws {
        #expect(try reader.read(Int64.self, from: LineReader.Line(whole: Array(text.utf8))) == expected)
    }

    @Test(arguments: ["9223372036854775808", "-9223372036854775809", "1.5", "1e40", "\"1\"", "true"])
    func `what is none is not one`(text: String) {
        #expect(throws: FileError.Reason.self) {
            try reader.read(Int64.self, from: LineReader.Line(whole: Array(text.utf8)))
        }
    }

    @Test func `64 levels are read, 65 are refused`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try read(nested(64))
        #expect(throws: FileError.Reason.self) { try read(nested(65)) }
    }

    /// Foundation takes more than the standard allows, but nothing that it refuses may be taken here.
    @Test func `whatever is taken after a random change is JSON to others too`() throws {
        let text = Array(
            #"{"id":"r-1","at_us":17,"caller":{"tenant":"e\u00e9"},"planner":[{"x":-1.5e3,"y":[true,null]},{}]}"#.utf8)
        let draw = KeyedDraw(seed: 7)
        var taken = 0
        for round in 0..<UInt64(20_000) {
            var changed = text
            for change in 0...draw.number(below: 3, "changes", "count", occurrence: round) {
                let place = Int(draw.number(below: UInt64(changed.count), "place", "\(change)", occurrence: round))
                let other = Int(draw.number(below: UInt64(text.count), "byte", "\(change)", occurrence: round))
                switch draw.number(below: 3, "kind", "\(change)", occurrence: round) {
                case 0: changed[place] = text[other]
                case 1: changed.remove(at: place)
                default: changed.insert(text[other], at: place)
                }
            }
            guard (try? reader.read(Tree.self, from: LineReader.Line(whole: changed))) != nil else { continue }
            taken += 1
            let isJSON = (try? JSONSerialization.jsonObject(with: Data(changed), options: .fragmentsAllowed)) != nil
            #expect(isJSON, "\(String(decoding: changed, as: UTF8.self))")
        }
        #expect(taken > 100)
    }
}

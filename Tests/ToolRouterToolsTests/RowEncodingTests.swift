import Testing
import ToolRouter
import ToolRouterTools

@Suite struct RowEncodingTests {
    struct Pair: CustomTestStringConvertible, Sendable {
        let name: String
        let left: Value
        let right: Value
        let areSame: Bool
        var testDescription: String { name }
    }

    @Test(arguments: [
        Pair(name: "integer and whole real", left: .integer(1970), right: .real(1970.0), areSame: true),
        Pair(name: "integer and real with a fraction", left: .integer(1970), right: .real(1970.5), areSame: false),
        Pair(name: "minus zero and zero", left: .real(-0.0), right: .integer(0), areSame: true),
        Pair(name: "2^53 and its neighbour", left: .integer(1 << 53 + 1), right: .real(0x1p53), areSame: false),
        Pair(name: "least integer and its real", left: .integer(.min), right: .real(-0x1p63), areSame: true),
        Pair(name: "greatest integer and 2^63", left: .integer(.max), right: .real(0x1p63), areSame: false),
        Pair(name: "infinities", left: .real(.infinity), right: .real(-.infinity), areSame: false),
        Pair(name: "NaN and NaN", left: .real(.nan), right: .real(.signalingNaN), areSame: true),
        Pair(name: "NULL and NULL", left: .null, right: .null, areSame: true),
        Pair(name: "NULL and zero", left: .null, right: .integer(0), areSame: false),
        Pair(name: "NULL and empty text", left: .null, right: .text(""), areSame: false),
        Pair(name: "text and integer", left: .text("1"), right: .integer(1), areSame: false),
        Pair(name: "text of other case", left: .text("a"), right: .text("A"), areSame: false),
        Pair(name: "composed and decomposed text", left: .text("\u{E9}"), right: .text("e\u{301}"), areSame: false),
        Pair(
            name: "two texts of Latin-1", left: .malformedText(MalformedText([0xE9])!),
            right: .malformedText(MalformedText([0xF3])!), areSame: false),
        Pair(
            name: "a text of Latin-1 and what it shows", left: .malformedText(MalformedText([0xE9])!),
            right: .text("\u{FFFD}"), areSame: false),
        Pair(
            name: "a text of Latin-1 and a blob", left: .malformedText(MalformedText([0xE9])!), right: .blob([0xE9]),
            areSame: false),
        Pair(name: "blob and text of the same bytes", left: .blob([0x61]), right: .text("a"), areSame: false),
        Pair(name: "text with NUL", left: .text("a\0b"), right: .text("a"), areSame: false),
    ])
    func `values are the same bytes exactly when they are the same value`(_ pair: Pair) {
        var left: [UInt8] = []
        var right: [UInt8] = []
        RowEncoding.append(pair.left, to: &left)
        RowEncoding.append(pair.right, to: &right)
        #expect((left == right) == pair.areSame)
    }

    @Test func `no encoding of a value is a prefix of another one`() {
        let values: [Value] = [
            .null, .integer(0), .integer(1), .real(0.5), .real(.infinity), .text(""), .text("a"), .text("ab"),
            .text("\0"), .blob([]), .blob([0]), .blob([0, 0]), .integer(.min), .integer(.max),
        ]
        let encodings = values.map { value in
            var bytes: [UInt8] = []
            RowEncoding.append(value, to: &bytes)
            return bytes
        }
        for (first, one) in encodings.enumerated() {
            for (second, other) in encodings.enumerated() where first != second {
                #expect(!other.starts(with: one), "\(values[first]) begins \(values[second])")
            }
        }
    }

    @Test func `the bytes are pinned, digests of them are kept in files`() {
        let row: [Value] = [.null, .integer(-2), .real(0.5), .text("é"), .blob([7])]
        let expected: [UInt8] = [
            0,
            1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE,
            2, 0x3F, 0xE0, 0, 0, 0, 0, 0, 0,
            3, 0, 0, 0, 0, 0, 0, 0, 2, 0xC3, 0xA9,
            4, 0, 0, 0, 0, 0, 0, 0, 1, 7,
            5,
        ]
        #expect(RowEncoding.ordered([row]) == expected)
        #expect(RowEncoding.bag([row]) == expected)
    }

    @Test func `a bag ignores the order of rows and counts them`() {
        let one: [Value] = [.integer(1), .text("x")]
        let two: [Value] = [.integer(2), .text("xyz")]
        #expect(RowEncoding.bag([one, two, one]) == RowEncoding.bag([two, one, one]))
        #expect(RowEncoding.bag([one, two, one]) != RowEncoding.bag([two, two, one]))
        #expect(RowEncoding.ordered([one, two]) != RowEncoding.ordered([two, one]))
    }

    @Test func `where one row ends and the next begins is part of the bytes`() {
        let null = Value.null
        #expect(RowEncoding.ordered([[null, null]]) != RowEncoding.ordered([[null], [null]]))
        #expect(RowEncoding.bag([[null, null]]) != RowEncoding.bag([[null], [null]]))
        #expect(RowEncoding.bag([]).isEmpty)
        #expect(!RowEncoding.bag([[]]).isEmpty)
    }
}

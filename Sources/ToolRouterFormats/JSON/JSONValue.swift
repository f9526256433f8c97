import CSimdJSON
import Glibc

/// One value of a line of JSON. Valid until its reader reads the next line.
package struct JSONValue {
    private let nodes: UnsafePointer<toolrouter_json_node>
    private let index: Int

    init(_ nodes: UnsafePointer<toolrouter_json_node>, at index: Int) {
        self.nodes = nodes
        self.index = index
    }

    private var node: toolrouter_json_node { nodes[index] }

    var isNull: Bool { node.kind == toolrouter_json_null }

    /// The text; nil when it is not a text.
    var text: String? {
        guard node.kind == toolrouter_json_string else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether it is `true`; nil when it is neither `true` nor `false`.
    var bool: Bool? {
        switch node.kind {
        case toolrouter_json_true: true
        case toolrouter_json_false: false
        default: nil
        }
    }

    /// The number as it is written; nil when it is not a number.
    var number: String? {
        guard node.kind == toolrouter_json_number else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The whole number of at most 64 bits, `2.0` and `1e3` among them; nil when it is something else.
    var integer: Int64? {
        guard node.kind == toolrouter_json_number else { return nil }
        var value: Int64 = 0
        var digits = bytes[...]
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative { digits = digits.dropFirst() }
        for byte in digits {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return wholeDecimal }
            let (tens, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let digit = Int64(byte - UInt8(ascii: "0"))
            let (next, overflow) =
                isNegative ? tens.subtractingReportingOverflow(digit) : tens.addingReportingOverflow(digit)
            guard !tooLarge, !overflow else { return nil }
            value = next
        }
        return value
    }

    private var wholeDecimal: Int64? {
        number.flatMap { Double($0) }.flatMap { Int64(exactly: $0) }
    }

    /// Whether it is the text `word`.
    func isText(_ word: StaticString) -> Bool {
        guard Int(node.count) == word.utf8CodeUnitCount, let text = node.text else { return false }
        return memcmp(text, word.utf8Start, word.utf8CodeUnitCount) == 0
    }

    /// The elements of a list; nil when it is not a list.
    var elements: JSONChildren? {
        node.kind == toolrouter_json_list ? JSONChildren(nodes, in: index) : nil
    }

    /// The names and values of an object, in turns; nil when it is not an object.
    var namesAndValues: JSONChildren? {
        node.kind == toolrouter_json_object ? JSONChildren(nodes, in: index) : nil
    }

    /// How many elements or members it has.
    var count: Int { Int(node.count) }

    /// The value in words: `the text "abc"`, `the number 1.5`, `a list`.
    var words: String {
        switch node.kind {
        case toolrouter_json_true: "true"
        case toolrouter_json_false: "false"
        case toolrouter_json_number: "the number \(Excerpt.of(number ?? ""))"
        case toolrouter_json_string: "the text \"\(Excerpt.of(text ?? ""))\""
        case toolrouter_json_list: "a list"
        case toolrouter_json_object: "an object"
        default: "null"
        }
    }

    private var bytes: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(
            start: UnsafeRawPointer(node.text)?.assumingMemoryBound(to: UInt8.self), count: Int(node.count))
    }
}

/// What is inside a list or an object, in order.
struct JSONChildren: Sequence, IteratorProtocol {
    private let nodes: UnsafePointer<toolrouter_json_node>
    private var position: Int
    private let end: Int

    init(_ nodes: UnsafePointer<toolrouter_json_node>, in parent: Int) {
        self.nodes = nodes
        position = parent + 1
        end = Int(nodes[parent].end)
    }

    mutating func next() -> JSONValue? {
        guard position < end else { return nil }
        defer { position = Int(nodes[position].end) }
        return JSONValue(nodes, at: position)
    }
}

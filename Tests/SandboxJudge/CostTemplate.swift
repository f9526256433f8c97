/// A short text that stands for a long statement, so that a fuzzer can change a long one by changing a byte.
///
/// `{N:text}` is the text N times, in which `#` is the number of the time, from 0, and `~` the number before it. It may
/// stand in itself, where the innermost number counts. Everything else stands for itself.
package struct CostTemplate {
    /// The statement, cut off at so many bytes.
    package static func statement(_ template: some Sequence<UInt8>, upTo longest: Int) -> String {
        var template = CostTemplate(Array(template), longest)
        template.write(0..<template.text.count, number: 0)
        return String(decoding: template.statement, as: UTF8.self)
    }

    private let text: [UInt8]
    private let longest: Int
    private var statement: [UInt8] = []
    /// How often any part was written: parts that write nothing must end, too.
    private var rounds = 0

    private init(_ text: [UInt8], _ longest: Int) {
        self.text = text
        self.longest = longest
    }

    private mutating func write(_ range: Range<Int>, number: Int) {
        var position = range.lowerBound
        while position < range.upperBound, statement.count < longest {
            switch text[position] {
            case UInt8(ascii: "{"):
                guard let part = part(at: position, in: range) else {
                    statement.append(text[position])
                    position += 1
                    continue
                }
                for number in 0..<part.count where statement.count < longest && rounds < longest {
                    rounds += 1
                    write(part.body, number: number)
                }
                position = part.end
                continue
            case UInt8(ascii: "#"): statement.append(contentsOf: String(number).utf8)
            case UInt8(ascii: "~"): statement.append(contentsOf: String(number - 1).utf8)
            case let byte: statement.append(byte)
            }
            position += 1
        }
    }

    /// The repeated part that begins at a position; nil when nothing ends it, or it says no number.
    private func part(at start: Int, in range: Range<Int>) -> (count: Int, body: Range<Int>, end: Int)? {
        var position = start + 1
        var count = 0
        while position < range.upperBound, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[position]) {
            count = min(count * 10 + Int(text[position] - UInt8(ascii: "0")), 100_000)
            position += 1
        }
        guard position > start + 1, position < range.upperBound, text[position] == UInt8(ascii: ":") else { return nil }
        let body = position + 1
        var depth = 1
        position = body
        while position < range.upperBound {
            if text[position] == UInt8(ascii: "{") { depth += 1 }
            if text[position] == UInt8(ascii: "}") { depth -= 1 }
            if depth == 0 { return (count, body..<position, position + 1) }
            position += 1
        }
        return nil
    }
}

import CRE2

/// A regular expression in RE2's syntax (https://github.com/google/re2/wiki/Syntax): one search takes a time that grows with the
/// text, never exponentially, whatever pattern and text are.
package final class LinearPattern: Sendable {
    /// What is wrong with a pattern.
    package struct Fault: Error {
        /// In RE2's words, such as `missing ): (a`.
        package let words: String
    }

    /// The longest pattern, in bytes.
    package static let longest = 1_000
    /// The most memory that a compiled pattern takes, in bytes.
    private static let memory = 8 << 20
    /// The most bytes that the searches in one text look at together: each looks at most at all that is left of it.
    private static let mostRead = 256 << 20

    private struct Compiled: @unchecked Sendable {
        // RE2's patterns never change and may be searched by on several threads.
        let pattern: OpaquePointer
    }

    private let compiled: Compiled

    /// Compiles a pattern, which must not fit the empty text: there would be something in place of nothing between all letters.
    package init(_ text: String) throws(Fault) {
        guard text.utf8.count <= Self.longest else {
            throw Fault(words: "\(text.utf8.count) bytes, at most \(Self.longest)")
        }
        var fault = [CChar](repeating: 0, count: 300)
        var text = text
        let pattern = text.withUTF8 { text in
            text.withMemoryRebound(to: CChar.self) { text in
                toolrouter_pattern_compile(text.baseAddress, text.count, Self.memory, &fault, fault.count)
            }
        }
        guard let pattern else {
            let words = fault.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            throw Fault(words: String(decoding: words, as: UTF8.self))
        }
        compiled = Compiled(pattern: pattern)
        if fits("") { throw Fault(words: "a pattern that fits the empty text") }
    }

    deinit {
        toolrouter_pattern_free(compiled.pattern)
    }

    /// Whether a match of it begins at the beginning of `text`.
    private func fits(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { find(in: $0, from: 0)?.lowerBound == 0 }
    }

    /// `text` with something in place of each match, from left to right; nil when the searches would read too much.
    package func replacing(in text: String, with substitute: (String) -> String) -> String? {
        var text = text
        return text.withUTF8 { bytes -> String? in
            guard var match = find(in: bytes, from: 0) else { return String(decoding: bytes, as: UTF8.self) }
            var result: [UInt8] = []
            var (place, read) = (0, bytes.count)
            while true {
                result += bytes[place..<match.lowerBound]
                result += substitute(String(decoding: bytes[match], as: UTF8.self)).utf8
                // A match of nothing, as `\b` is, is left behind by a letter, or it would be found for ever.
                place = match.upperBound
                if match.isEmpty {
                    guard place < bytes.count else { break }
                    repeat {
                        result.append(bytes[place])
                        place += 1
                    } while place < bytes.count && bytes[place] & 0xC0 == 0x80
                }
                read += bytes.count - place
                if read > Self.mostRead { return nil }
                guard let next = find(in: bytes, from: place) else { break }
                match = next
            }
            result += bytes[place...]
            return String(decoding: result, as: UTF8.self)
        }
    }

    private func find(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Range<Int>? {
        guard start <= text.count else { return nil }
        var (from, to) = (0, 0)
        let isFound = text.withMemoryRebound(to: CChar.self) { text in
            toolrouter_pattern_find(compiled.pattern, text.baseAddress, text.count, start, &from, &to)
        }
        return isFound == 1 ? from..<to : nil
    }
}

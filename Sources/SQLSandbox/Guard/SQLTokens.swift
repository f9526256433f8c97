/// The tokens of a SQL text, by the rules of SQLite 3.40.1 (`sqlite3GetToken` in `src/tokenize.c`).
///
/// They are in order and cover the text without a gap, whatever it holds, so that nothing can hide between two of them.
/// A NUL, at which SQLite stops reading, is illegal, and so is all that follows it. Takes time and no memory in proportion
/// to the text.
package struct SQLTokens: Sequence {
    /// The bytes that the ranges of tokens are positions of.
    package let text: ArraySlice<UInt8>

    /// What a token is.
    package enum Kind: Hashable, Sendable {
        /// White space: blanks, tabs, line breaks and form feeds, in one run; a byte order mark.
        case blank
        /// `-- …` up to the line break, which is no part of it, or `/* … */`; also one that the text ends in.
        case comment
        /// `'…'`, in which a doubled quote is one quote.
        case string
        /// `"…"` or `` `…` ``, in which a doubled quote is one quote, or `[…]`. What stands in double quotes may be a text.
        case quotedName
        /// A keyword or a bare name. Every byte beyond ASCII is a letter.
        case word
        /// An integer or a real, without a sign.
        case number
        /// `x'…'` with an even number of hexadecimal digits.
        case blob
        /// `?`, `?1`, `:name`, `@name`, `$name` and `$name::rest(anything)`; `#1`, which SQLite keeps for itself.
        case variable
        /// Whatever joins the others: operators, brackets, commas, points, semicolons.
        case `operator`
        /// What SQLite takes for no token: a quote that does not end, `12abc`, `!`.
        case illegal

        /// Whether the parser never sees it.
        package var isSkipped: Bool { self == .blank || self == .comment }
    }

    /// One token and where it stands.
    package struct Token: Hashable, Sendable {
        /// What it is.
        package let kind: Kind
        /// Its bytes' positions in the text; never empty.
        package let range: Range<Int>
    }

    /// The tokens of `text`.
    package init(_ text: ArraySlice<UInt8>) {
        self.text = text
    }

    package func makeIterator() -> Iterator {
        Iterator(text, at: text.startIndex)
    }

    /// Reads tokens one by one.
    package struct Iterator: IteratorProtocol {
        private let text: ArraySlice<UInt8>
        /// Where the next token begins.
        private var start: Int

        init(_ text: ArraySlice<UInt8>, at start: Int) {
            self.text = text
            self.start = start
        }

        package mutating func next() -> Token? {
            guard start < text.endIndex else { return nil }
            let (kind, end) = token()
            defer { start = end }
            return Token(kind: kind, range: start..<end)
        }

        /// The byte so far behind the beginning of the token; NUL behind the text, as SQLite has it.
        private func byte(_ offset: Int) -> UInt8 {
            start + offset < text.endIndex ? text[start + offset] : 0
        }

        /// The first position from `offset` on whose byte is not one of those; the text's end at the latest.
        private func end(from offset: Int, while isOne: (UInt8) -> Bool) -> Int {
            var position = Swift.min(start + offset, text.endIndex)
            while position < text.endIndex, isOne(text[position]) { position += 1 }
            return position
        }

        private func token() -> (Kind, end: Int) {
            switch byte(0) {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), 0x0C, UInt8(ascii: "\r"):
                return (.blank, end(from: 1, while: SQLCharacter.isSpace))
            case 0xEF where byte(1) == 0xBB && byte(2) == 0xBF: return (.blank, start + 3)
            case UInt8(ascii: "-"):
                if byte(1) == UInt8(ascii: "-") {
                    return (.comment, end(from: 2) { $0 != 0 && $0 != UInt8(ascii: "\n") })
                }
                if byte(1) == UInt8(ascii: ">") { return of(byte(2) == UInt8(ascii: ">") ? 3 : 2) }
                return of(1)
            case UInt8(ascii: "/"):
                return byte(1) == UInt8(ascii: "*") && byte(2) != 0 ? (.comment, endOfComment()) : of(1)
            case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ";"), UInt8(ascii: "+"), UInt8(ascii: "*"),
                UInt8(ascii: "%"), UInt8(ascii: ","), UInt8(ascii: "&"), UInt8(ascii: "~"):
                return of(1)
            case UInt8(ascii: "="): return of(byte(1) == UInt8(ascii: "=") ? 2 : 1)
            case UInt8(ascii: "<"):
                return of([UInt8(ascii: "="), UInt8(ascii: ">"), UInt8(ascii: "<")].contains(byte(1)) ? 2 : 1)
            case UInt8(ascii: ">"): return of([UInt8(ascii: "="), UInt8(ascii: ">")].contains(byte(1)) ? 2 : 1)
            case UInt8(ascii: "!"): return byte(1) == UInt8(ascii: "=") ? of(2) : (.illegal, start + 1)
            case UInt8(ascii: "|"): return of(byte(1) == UInt8(ascii: "|") ? 2 : 1)
            case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"): return quoted()
            case UInt8(ascii: "["):
                let end = end(from: 1) { $0 != 0 && $0 != UInt8(ascii: "]") }
                return end < text.endIndex && text[end] != 0 ? (.quotedName, end + 1) : (.illegal, end)
            case UInt8(ascii: ".") where !SQLCharacter.isDigit(byte(1)): return of(1)
            case UInt8(ascii: "."), UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
            case UInt8(ascii: "?"): return (.variable, end(from: 1, while: SQLCharacter.isDigit))
            case UInt8(ascii: "$"), UInt8(ascii: "@"), UInt8(ascii: ":"), UInt8(ascii: "#"): return variable()
            case UInt8(ascii: "x"), UInt8(ascii: "X"):
                return byte(1) == UInt8(ascii: "'") ? blob() : (.word, end(from: 1, while: SQLCharacter.isOfName))
            case 0: return (.illegal, text.endIndex)
            case let first where SQLCharacter.isOfName(first):
                return (.word, end(from: 1, while: SQLCharacter.isOfName))
            default: return (.illegal, start + 1)
            }
        }

        private func of(_ length: Int) -> (Kind, end: Int) {
            (.operator, start + length)
        }

        private func endOfComment() -> Int {
            // The asterisk that opens a comment does not close it.
            var position = start + 3
            while position < text.endIndex, text[position - 1] != 0 {
                if text[position - 1] == UInt8(ascii: "*"), text[position] == UInt8(ascii: "/") { return position + 1 }
                position += 1
            }
            return text[position - 1] == 0 ? position - 1 : position
        }

        private func quoted() -> (Kind, end: Int) {
            let quote = text[start]
            var position = start + 1
            while position < text.endIndex, text[position] != 0 {
                guard text[position] == quote else {
                    position += 1
                    continue
                }
                guard position + 1 < text.endIndex, text[position + 1] == quote else {
                    return (quote == UInt8(ascii: "'") ? .string : .quotedName, position + 1)
                }
                position += 2
            }
            return (.illegal, position)
        }

        private func number() -> (Kind, end: Int) {
            var position: Int
            if byte(0) == UInt8(ascii: "0"), byte(1) | 0x20 == UInt8(ascii: "x"), SQLCharacter.isHexDigit(byte(2)) {
                // As SQLite has it, letters may follow: that is two tokens.
                return (.number, end(from: 3, while: SQLCharacter.isHexDigit))
            }
            position = end(from: 0, while: SQLCharacter.isDigit)
            if byte(position - start) == UInt8(ascii: ".") {
                position = end(from: position - start + 1, while: SQLCharacter.isDigit)
            }
            let offset = position - start
            if byte(offset) | 0x20 == UInt8(ascii: "e") {
                let isSigned = [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(byte(offset + 1))
                let digits = offset + (isSigned ? 2 : 1)
                if SQLCharacter.isDigit(byte(digits)) { position = end(from: digits, while: SQLCharacter.isDigit) }
            }
            let end = end(from: position - start, while: SQLCharacter.isOfName)
            return (end == position ? .number : .illegal, end)
        }

        /// Tcl's names may hold `::` and end in brackets around anything but white space.
        private func variable() -> (Kind, end: Int) {
            var position = start + 1
            var hasName = false
            while position < text.endIndex {
                let offset = position - start
                if SQLCharacter.isOfName(text[position]) {
                    hasName = true
                    position += 1
                } else if text[position] == UInt8(ascii: "("), hasName {
                    let end = end(from: offset + 1) {
                        $0 != 0 && $0 != UInt8(ascii: ")") && !SQLCharacter.isSpace($0)
                    }
                    let isClosed = end < text.endIndex && text[end] == UInt8(ascii: ")")
                    return isClosed ? (.variable, end + 1) : (.illegal, end)
                } else if text[position] == UInt8(ascii: ":"), byte(offset + 1) == UInt8(ascii: ":") {
                    position += 2
                } else {
                    break
                }
            }
            return (hasName ? .variable : .illegal, position)
        }

        private func blob() -> (Kind, end: Int) {
            let digits = end(from: 2, while: SQLCharacter.isHexDigit)
            let end = end(from: digits - start) { $0 != 0 && $0 != UInt8(ascii: "'") }
            let isClosed = end < text.endIndex && text[end] != 0
            let isBlob = isClosed && end == digits && (digits - start) % 2 == 0
            return (isBlob ? .blob : .illegal, isClosed ? end + 1 : end)
        }
    }
}

/// What SQLite takes a byte for.
package enum SQLCharacter {
    /// Whether white space may hold it; a vertical tab can't begin it, but for SQLite it goes on with it.
    package static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }

    /// Whether it is a digit.
    package static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// Whether it is a hexadecimal digit of either case.
    package static func isHexDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }

    /// Whether a bare name may go on with it.
    package static func isOfName(_ byte: UInt8) -> Bool {
        byte >= 0x80 || isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$")
    }
}

/// A text that is folded scalar by scalar: each run of white space becomes one space, and there is none at the beginning.
struct FoldingText {
    // Bytes, since each scalar that is appended to a text beyond ASCII costs a look at all of it.
    private(set) var bytes: [UInt8] = []
    private var needsSpace = false

    init(reserving count: Int) {
        bytes.reserveCapacity(count)
    }

    /// Adds a scalar, or notes that it is white space.
    @inline(__always)
    mutating func add(_ scalar: Unicode.Scalar, foldingCase: Bool) {
        if scalar.isASCII {
            let byte = UInt8(truncatingIfNeeded: scalar.value)
            guard !Folding.isSpace(byte) else {
                needsSpace = !bytes.isEmpty
                return
            }
            endSpace()
            bytes.append(foldingCase ? Folding.lowercase(of: byte) : byte)
        } else if scalar.properties.isWhitespace {
            needsSpace = !bytes.isEmpty
        } else {
            endSpace()
            append(scalar, foldingCase: foldingCase)
        }
    }

    /// Adds a scalar as it is, white space, too.
    mutating func keep(_ scalar: Unicode.Scalar, foldingCase: Bool) {
        endSpace()
        append(scalar, foldingCase: foldingCase)
    }

    @inline(__always)
    private mutating func append(_ scalar: Unicode.Scalar, foldingCase: Bool) {
        if foldingCase {
            bytes.append(contentsOf: Folding.lowercase(of: scalar).utf8)
        } else {
            bytes.append(contentsOf: UTF8.encode(scalar)!)
        }
    }

    @inline(__always)
    private mutating func endSpace() {
        if needsSpace { bytes.append(0x20) }
        needsSpace = false
    }
}

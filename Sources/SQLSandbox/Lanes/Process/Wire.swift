package import ToolRouter

/// Bytes for another process, in the order in which they are read: numbers have a fixed length, little-endian first, and
/// what has a length says so first.
package struct WireWriter {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    /// The beginning of a frame.
    init(frame kind: LaneFrame) {
        bytes.reserveCapacity(256)
        begin(kind)
    }

    /// Forgets what was written, and begins a frame.
    mutating func begin(_ kind: LaneFrame) {
        bytes.removeAll(keepingCapacity: true)
        number(UInt32.zero)
        byte(kind.rawValue)
    }

    /// The whole frame, which says how long it is.
    var frame: [UInt8] {
        var frame = bytes
        withUnsafeBytes(of: UInt32(bytes.count - 4).littleEndian) { frame.replaceSubrange(0..<4, with: $0) }
        return frame
    }

    package mutating func byte(_ byte: UInt8) { bytes.append(byte) }

    package mutating func bool(_ bool: Bool) { bytes.append(bool ? 1 : 0) }

    package mutating func number(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    package mutating func text(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            number(UInt32(utf8.count))
            bytes.append(contentsOf: utf8)
        }
    }

    package mutating func blob(_ blob: [UInt8]) {
        number(UInt32(blob.count))
        bytes.append(contentsOf: blob)
    }

    package mutating func texts(_ texts: [String]) {
        number(UInt32(texts.count))
        for text in texts { self.text(text) }
    }

    /// What `write` writes, or a sign that there is nothing.
    package mutating func optional<Part>(_ part: Part?, _ write: (inout WireWriter, Part) -> Void) {
        bool(part != nil)
        if let part { write(&self, part) }
    }

    /// One value of a row.
    package mutating func value(_ value: Value) {
        switch value {
        case .null: byte(0)
        case .integer(let integer):
            byte(1)
            number(integer)
        case .real(let real):
            byte(2)
            number(real.bitPattern)
        case .text(let text):
            byte(3)
            self.text(text)
        case .malformedText(let text):
            byte(3)
            blob(text.bytes)
        case .blob(let blob):
            byte(4)
            self.blob(blob)
        }
    }

    /// The values of a statement's parameters, each of which has one.
    mutating func values(_ values: [String: Value], of parameters: [String]) {
        number(UInt32(parameters.count))
        for name in parameters {
            text(name)
            value(values[name] ?? .null)
        }
    }

    /// Bytes whose number the other side knows.
    mutating func append(_ bytes: UnsafeRawBufferPointer) { self.bytes.append(contentsOf: bytes) }
}

/// Reads what another process has written. Nothing that stands there is trusted: a length that leads out of the bytes, and a
/// number that means nothing, is an error.
package struct WireReader: ~Copyable {
    /// What was read means nothing.
    package struct Nonsense: Error {
        package init() {}
    }

    private let bytes: UnsafeRawBufferPointer
    private var place = 0

    /// Reads `bytes`, which must stay where they are meanwhile.
    package init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// How many bytes are left.
    package var count: Int { bytes.count - place }

    /// All that is left, as text.
    consuming func rest() -> String { String(decoding: bytes[place...], as: UTF8.self) }

    package mutating func byte() throws(Nonsense) -> UInt8 {
        guard place < bytes.count else { throw Nonsense() }
        defer { place += 1 }
        return bytes[place]
    }

    package mutating func bool() throws(Nonsense) -> Bool {
        switch try byte() {
        case 0: false
        case 1: true
        default: throw Nonsense()
        }
    }

    package mutating func number<Number: FixedWidthInteger>(_: Number.Type = Number.self) throws(Nonsense) -> Number {
        let size = MemoryLayout<Number>.size
        guard bytes.count - place >= size else { throw Nonsense() }
        defer { place += size }
        return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: Number.self))
    }

    private mutating func part() throws(Nonsense) -> UnsafeRawBufferPointer {
        let count = Int(try number(UInt32.self))
        guard bytes.count - place >= count else { throw Nonsense() }
        defer { place += count }
        return UnsafeRawBufferPointer(rebasing: bytes[place..<place + count])
    }

    /// What is no UTF-8 is replaced.
    package mutating func text() throws(Nonsense) -> String { String(decoding: try part(), as: UTF8.self) }

    package mutating func blob() throws(Nonsense) -> [UInt8] { [UInt8](try part()) }

    package mutating func texts() throws(Nonsense) -> [String] {
        let count = Int(try number(UInt32.self))
        // Each takes four bytes at least, so that a false number makes no long list.
        guard count <= (bytes.count - place) / 4 else { throw Nonsense() }
        var texts: [String] = []
        texts.reserveCapacity(count)
        for _ in 0..<count { texts.append(try text()) }
        return texts
    }

    package mutating func value() throws(Nonsense) -> Value {
        switch try byte() {
        case 0: .null
        case 1: .integer(try number())
        case 2: .real(Double(bitPattern: try number()))
        case 3: Value(text: try part().assumingMemoryBound(to: UInt8.self))
        case 4: .blob(try blob())
        default: throw Nonsense()
        }
    }

    /// The values of a statement's parameters; no two have one name.
    mutating func values() throws(Nonsense) -> [String: Value] {
        let count = Int(try number(UInt32.self))
        guard count <= ParameterName.most else { throw Nonsense() }
        var values: [String: Value] = [:]
        for _ in 0..<count {
            let name = try text()
            guard values.updateValue(try value(), forKey: name) == nil else { throw Nonsense() }
        }
        return values
    }

    package mutating func optional<Part>(
        _ read: (inout WireReader) throws(Nonsense) -> Part
    ) throws(Nonsense) -> Part? {
        try bool() ? try read(&self) : nil
    }

    /// One of the values of an enumeration, by its raw value.
    mutating func named<Name: RawRepresentable<String>>(_: Name.Type = Name.self) throws(Nonsense) -> Name {
        guard let name = Name(rawValue: try text()) else { throw Nonsense() }
        return name
    }

    /// The rest, which ends the frame.
    package consuming func end() throws(Nonsense) {
        guard place == bytes.count else { throw Nonsense() }
    }
}

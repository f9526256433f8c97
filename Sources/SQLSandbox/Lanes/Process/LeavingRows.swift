import ToolRouter

/// The rows of a lane's answer on their way: as bytes, handed over whenever there are enough of them.
final class LeavingRows: RowSink {
    private let batch: Int
    private let send: (LeavingRows) -> Void
    /// Bytes without their own bounds checks and counts, since there are some thousands of values to an answer.
    private var bytes: UnsafeMutableRawBufferPointer
    private var filled = 0
    private var width = 0
    private var count = 0
    /// Where the last whole row ends.
    private var end = 0
    /// Whether nothing of this run was handed over.
    private var isBeginning = true

    /// - Parameters:
    ///   - batch: the bytes from which on rows are handed over.
    ///   - send: gets them.
    init(batch: Int, send: @escaping (LeavingRows) -> Void) {
        self.batch = batch
        self.send = send
        bytes = .allocate(byteCount: 1 << 16, alignment: 16)
    }

    deinit {
        bytes.deallocate()
    }

    /// Writes the whole rows that are there: whether they are the first, their width, how many they are, their values.
    func write(to writer: inout WireWriter) {
        writer.bool(isBeginning)
        writer.number(UInt32(max(1, width)))
        writer.number(UInt32(count))
        writer.append(UnsafeRawBufferPointer(rebasing: bytes[..<end]))
    }

    func begin() {
        (filled, count, end, isBeginning) = (0, 0, 0, true)
    }

    func beginRow(width: Int) {
        self.width = width
    }

    func add(_ value: Value) {
        switch value {
        case .null:
            reserve(1)
            bytes[filled] = 0
            filled += 1
        case .integer(let integer): add(1, UInt64(bitPattern: integer))
        case .real(let real): add(2, real.bitPattern)
        case .text(var text): text.withUTF8 { add(3, UnsafeRawBufferPointer($0)) }
        case .malformedText(let text): text.bytes.withUnsafeBytes { add(3, $0) }
        case .blob(let blob): blob.withUnsafeBytes { add(4, $0) }
        }
    }

    func endRow() {
        count += 1
        end = filled
        guard end >= batch else { return }
        send(self)
        (filled, count, end, isBeginning) = (0, 0, 0, false)
    }

    private func add(_ kind: UInt8, _ number: UInt64) {
        reserve(9)
        bytes[filled] = kind
        bytes.storeBytes(of: number.littleEndian, toByteOffset: filled + 1, as: UInt64.self)
        filled += 9
    }

    private func add(_ kind: UInt8, _ content: UnsafeRawBufferPointer) {
        reserve(5 + content.count)
        bytes[filled] = kind
        bytes.storeBytes(of: UInt32(content.count).littleEndian, toByteOffset: filled + 1, as: UInt32.self)
        if let start = content.baseAddress {
            (bytes.baseAddress! + filled + 5).copyMemory(from: start, byteCount: content.count)
        }
        filled += 5 + content.count
    }

    /// Makes room for so many more bytes.
    private func reserve(_ more: Int) {
        guard filled + more > bytes.count else { return }
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * (filled + more), alignment: 16)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<filled]))
        bytes.deallocate()
        bytes = larger
    }
}

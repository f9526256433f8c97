import Glibc

/// The header of a segment: while the segment is written nobody knows when its first request arrived, since a later line may be
/// of an earlier request; so there is room for that in its first line.
package enum SegmentHeader {
    /// The bytes that are left for it.
    private static let room = 40

    /// The first line of an open segment, with its line end.
    package static func open(_ header: RecordingHeader) -> [UInt8] {
        Array((header.json + String(repeating: " ", count: room) + "\n").utf8)
    }

    /// Writes down in the first line of a file when its first request arrived. Does nothing where there is no room.
    package static func stamp(_ descriptor: Int32, firstMicroseconds: Int64) {
        let line = firstLine(descriptor)
        guard let brace = line.lastIndex(of: UInt8(ascii: "}")),
            line[(brace + 1)...].allSatisfy({ $0 == UInt8(ascii: " ") })
        else { return }
        let member = Array(",\"first_at_us\":\(firstMicroseconds)}".utf8)
        guard member.count <= line.count - brace else { return }
        // At one blow, so that whoever looks meanwhile sees a whole header.
        _ = pwrite(descriptor, member, member.count, off_t(brace))
    }

    /// The first line of a file, without its line end, which a golden of many settings makes long; empty where there is none
    /// that a reader would take.
    private static func firstLine(_ descriptor: Int32) -> ArraySlice<UInt8> {
        var line: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65_536)
        while line.count <= LineReader.maximumLine {
            let count = pread(descriptor, &block, block.count, off_t(line.count))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return [] }
            if let end = block[..<count].firstIndex(of: UInt8(ascii: "\n")) { return (line + block[..<end])[...] }
            line += block[..<count]
        }
        return []
    }

    /// The moment of arrival in a line of a segment; nil where it does not begin as such a line does.
    static func arrival(in line: some Collection<UInt8>) -> Int64? {
        let name = Array(",\"at_us\":".utf8)
        // Behind the id, which is short.
        let head = Array(line.prefix(1_024))
        guard head.count > name.count,
            let place = (0...(head.count - name.count)).first(where: { head[$0...].starts(with: name) })
        else { return nil }
        let digits = head[(place + name.count)...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return Int64(String(decoding: digits, as: UTF8.self))
    }
}

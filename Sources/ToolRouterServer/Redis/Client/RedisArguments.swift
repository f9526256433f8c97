import CHiredis
import Glibc

/// The words of a command side by side in C's memory, as hiredis takes them, in a place that is used again and again.
/// A command must not be formatted from a text: its words may hold any bytes.
final class RedisArguments {
    /// The bytes that are kept from one command to the next.
    private static let kept = 1 << 20

    private var place = UnsafeMutableRawBufferPointer.allocate(byteCount: 4_096, alignment: 1)
    private var words: [UnsafePointer<CChar>?] = []
    private var lengths: [Int] = []

    deinit {
        place.deallocate()
    }

    /// Adds `command`, of so many bytes, to what `context` has to write; false when there is no memory for it.
    func append(_ command: RedisCommand, bytes: Int, to context: UnsafeMutablePointer<redisContext>) -> Bool {
        if bytes > place.count { resize(max(bytes, 2 * place.count)) }
        words.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        var offset = 0
        for word in command.words {
            let start = place.baseAddress! + offset
            word.withUnsafeBytes { bytes in
                if let source = bytes.baseAddress { start.copyMemory(from: source, byteCount: bytes.count) }
            }
            words.append(UnsafePointer(start.assumingMemoryBound(to: CChar.self)))
            lengths.append(word.count)
            offset += word.count
        }
        precondition(offset == bytes, "\(offset) bytes instead of \(bytes)")
        let count = Int32(words.count)
        let status = words.withUnsafeMutableBufferPointer { words in
            redisAppendCommandArgv(context, count, words.baseAddress, lengths)
        }
        if place.count > Self.kept { resize(4_096) }
        return status == REDIS_OK
    }

    private func resize(_ bytes: Int) {
        place.deallocate()
        place = .allocate(byteCount: bytes, alignment: 1)
    }
}

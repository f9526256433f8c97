import CHiredis

/// Keeps a reply from having more values than anybody asks for.
///
/// hiredis makes the place for a list when its length is announced: `*1000000000` is 13 bytes, and makes it reserve 8 GB
/// and walk through them. Its reader lets others make its objects, so this stands before the function that makes lists.
final class RedisReplyBound {
    /// The most values of one reply, those in lists of lists among them.
    static let values = 65_536

    private let left = UnsafeMutablePointer<Int>.allocate(capacity: 1)

    init(of reader: UnsafeMutablePointer<redisReader>) {
        left.initialize(to: Self.values)
        reader.pointee.privdata = UnsafeMutableRawPointer(left)
        reader.pointee.fn = Self.functions
    }

    /// It must outlive the reader.
    deinit {
        left.deallocate()
    }

    /// A reply is complete: the next one starts anew.
    func renew() {
        left.pointee = Self.values
    }

    /// hiredis's own functions, which it keeps to itself but for the readers that it makes.
    private static let standard: redisReplyObjectFunctions = {
        guard let reader = redisReaderCreate() else { preconditionFailure("no memory for a reader") }
        defer { redisReaderFree(reader) }
        return reader.pointee.fn.pointee
    }()

    /// Never changed and never freed: readers refer to it.
    private nonisolated(unsafe) static let functions: UnsafeMutablePointer<redisReplyObjectFunctions> = {
        let functions = UnsafeMutablePointer<redisReplyObjectFunctions>.allocate(capacity: 1)
        functions.initialize(to: standard)
        functions.pointee.createArray = { task, count in
            guard let left = task?.pointee.privdata?.assumingMemoryBound(to: Int.self), count <= left.pointee else {
                return nil
            }
            left.pointee -= Int(count)
            return RedisReplyBound.standard.createArray(task, count)
        }
        return functions
    }()
}

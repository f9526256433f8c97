import ToolRouter
import ToolRouterFormats

/// The calls of an import so far, which are held until all of them are read: they are written in the order of their arrival.
package struct GatheredCalls {
    /// The most calls of one import.
    static let most = 1_000_000
    /// The most bytes of calls in memory: 1 GiB.
    package static let mostBytes = 1 << 30

    /// What a call takes beside its texts, in bytes.
    private static let plainBytes = 500

    private let mostBytes: Int
    private let remedy: String
    private var bytes = 0
    private(set) var all: [ImportedCall] = []

    /// - Parameters:
    ///   - mostBytes: the most bytes to be held.
    ///   - remedy: what whoever meets a bound can do.
    init(mostBytes: Int, remedy: String) {
        self.mostBytes = mostBytes
        self.remedy = remedy
    }

    /// Adds a call.
    ///
    /// - Throws: that there is no room for it.
    mutating func add(_ call: ImportedCall) throws(FileError.Reason) {
        guard all.count < Self.most else {
            throw FileError.Reason(
                field: nil, found: "more than \(Self.most) calls", expected: "at most so many", remedy: remedy)
        }
        bytes += Self.plainBytes + call.textBytes
        guard bytes <= mostBytes else {
            throw FileError.Reason(
                field: nil, found: "\(all.count + 1) calls of more than \(mostBytes >> 20) MiB together",
                expected: "at most so much, since they are sorted in memory", remedy: remedy)
        }
        all.append(call)
    }
}

extension ImportedCall {
    /// The bytes of its texts; its name is also kept to find it again.
    fileprivate var textBytes: Int {
        let texts = [id, tenant, user, ip, model, finishReason, question, reply]
        return texts.reduce(id.utf8.count) { $0 + ($1?.utf8.count ?? 0) }
    }
}

import ToolRouter
import ToolRouterTools

/// The digests of rows that are answered again and again from the cache: made once, while they are the same rows in memory.
struct RowDigests {
    /// How many results are remembered, and how many bytes of one.
    private static let (most, largest) = (512, 32_768)

    /// The rows are held, so that nothing else can lie where they do.
    private var known: [UnsafeRawPointer: (rows: [[Value]], digest: ResultDigest)] = [:]

    mutating func digest(of rows: [[Value]], isTruncated: Bool) -> ResultDigest {
        let place = rows.withUnsafeBufferPointer { $0.isEmpty ? nil : UnsafeRawPointer($0.baseAddress) }
        if let place, var digest = known[place]?.digest {
            digest.isTruncated = isTruncated
            return digest
        }
        let result = ResultSet(columns: [], rows: rows, isTruncated: isTruncated)
        let digest = ResultDigest(result, orderMatters: true)
        if let place, result.bytes <= Self.largest {
            if known.count >= Self.most { known = [:] }
            known[place] = (rows, digest)
        }
        return digest
    }
}

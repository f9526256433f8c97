import ToolRouter
import ToolRouterTools

/// The digests of rows that are answered again and again from the cache: made once, while they are the same rows in memory.
struct RowDigests {
    /// How many results are remembered, and how large one may be.
    private static let (most, largest) = (512, 2_000)

    /// The rows are held, so that nothing else can lie where they do.
    private var known: [UnsafeRawPointer: (rows: [[Value]], digest: ResultDigest)] = [:]

    mutating func digest(of result: ResultSet) -> ResultDigest {
        guard 1...Self.largest ~= result.rows.count * max(1, result.columns.count),
            let place = result.rows.withUnsafeBufferPointer({ UnsafeRawPointer($0.baseAddress) })
        else { return ResultDigest(result, orderMatters: true) }
        if var digest = known[place]?.digest {
            digest.isTruncated = result.isTruncated
            return digest
        }
        let digest = ResultDigest(result, orderMatters: true)
        if known.count >= Self.most { known = [:] }
        known[place] = (result.rows, digest)
        return digest
    }
}

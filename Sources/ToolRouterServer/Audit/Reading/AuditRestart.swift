import ToolRouter

/// Reads a whole store while a server may remove what is old: when a segment is gone that was there when the folder was
/// listed, all is read anew, since what was read so far and what is there now are no one store.
struct AuditRestart {
    /// How often; a store loses segments a few times a year.
    private static let most = 100

    private struct Gone: Error {}

    /// Runs `body`, which opens its segments by `open`, until none of them goes away meanwhile.
    static func run<Result>(_ body: (AuditRestart) throws -> Result) throws -> Result {
        for _ in 1..<most {
            do {
                return try body(AuditRestart())
            } catch is Gone {}
        }
        do {
            return try body(AuditRestart())
        } catch is Gone {
            throw AuditFault(.locked, "the audit store", "segments were removed all the time while it was read")
        }
    }

    /// Opens a segment that was listed.
    func open(_ name: AuditSegmentName, in folder: String) throws -> AuditSegmentReader {
        do throws(AuditFault) {
            return try AuditSegmentReader(name, in: folder)
        } catch {
            throw AuditSegmentReader.isGone(name, in: folder) ? Gone() : error as any Error
        }
    }
}

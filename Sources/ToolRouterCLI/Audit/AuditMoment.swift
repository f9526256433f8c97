import ArgumentParser
import Foundation
import ToolRouter
import ToolRouterFormats
import ToolRouterServer

/// Moments as people write them at a command line: a day, a moment, or how long ago it was.
enum AuditMoment {
    /// What can be written.
    static let forms = "a day (2026-11-01), a moment (2026-11-01T09:00:00Z) or how long ago (7d, 3mo, 1y)"

    /// Now, to the microsecond.
    static var now: Timestamp { Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1e6)) }

    /// Reads the value of `option`.
    static func read(_ text: String?, _ option: String) throws -> Timestamp? {
        guard let text else { return nil }
        if let moment = RFC3339.timestamp(ofAnyForm: text) ?? RFC3339.timestamp(text + "T00:00:00Z") { return moment }
        if let period = AuditPeriod(text) { return period.before(now) }
        throw ValidationError("--\(option) is \(Excerpt.of(text)); write \(forms)")
    }
}

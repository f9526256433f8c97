import Foundation
import Glibc
import ToolRouter

/// The name of a segment's file, such as `audit-000012-2026-11.sqlite`: its number, and the month in which it begins.
package struct AuditSegmentName: Hashable, Comparable, Sendable {
    /// Counts the segments of a store, from 1; at most 999,999.
    package let number: Int
    /// The month, as `2026-11`.
    package let month: String

    /// What a file is called until it is whole.
    static let unfinished = ".unfinished"

    init(number: Int, month: String) {
        (self.number, self.month) = (number, month)
    }

    /// Reads a file's name; nil for any other file.
    package init?(_ file: String) {
        guard let match = file.wholeMatch(of: /audit-(\d{6})-(\d{4}-\d{2})\.sqlite/), let number = Int(match.1),
            number > 0
        else { return nil }
        (self.number, month) = (number, String(match.2))
    }

    /// The file's name.
    package var file: String {
        let digits = String(number)
        return "audit-\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits)-\(month).sqlite"
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.number, left.month) < (right.number, right.month)
    }

    /// The month of a moment, in UTC.
    static func month(of moment: Timestamp) -> String {
        var seconds = time_t(moment.nanoseconds / 1_000_000_000)
        var date = tm()
        gmtime_r(&seconds, &date)
        let (year, month) = (Int(date.tm_year) + 1900, Int(date.tm_mon) + 1)
        return String(format: "%04d-%02d", year, month)
    }

    /// The segments in the folder at `path`, in order; none where there is no such folder.
    ///
    /// - Throws: `AuditFault` for a folder that can't be read: that there is nothing in it is not known.
    package static func all(in path: String) throws(AuditFault) -> [AuditSegmentName] {
        guard let directory = opendir(path) else {
            if errno == ENOENT { return [] }
            throw AuditFault(.notReadable, path, String(cString: strerror(errno)))
        }
        defer { closedir(directory) }
        var names: [AuditSegmentName] = []
        while true {
            errno = 0
            guard let entry = readdir(directory) else { break }
            let file = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if let name = AuditSegmentName(file) { names.append(name) }
        }
        guard errno == 0 else { throw AuditFault(.notReadable, path, String(cString: strerror(errno))) }
        return names.sorted()
    }
}

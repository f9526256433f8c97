import Glibc

/// Why a file can't be used or written: where, what was found, what was expected, what to do.
package struct FileError: Error, Hashable, CustomStringConvertible {
    /// The path of the file or folder, as it was given; or the option of the command that is at fault.
    package let path: String
    /// The line, from 1; nil when it is about the whole file, or the line was read by offset.
    package let line: Int?
    /// The column, from 1, in Unicode scalars; nil where lines are records.
    package let column: Int?
    /// What is wrong there.
    package let reason: Reason
    /// What was tried with what was to be made or written; nil about what was read.
    package let attempt: Attempt?

    /// What can be tried with a file or folder that is not there yet.
    package enum Attempt: String, Sendable {
        /// A file is written.
        case write
        /// A folder is made.
        case make
    }

    /// Whether it was to be written: then nothing is wrong with the input.
    package var isOutput: Bool { attempt != nil }

    /// What is wrong with a text, without the file and line that only its reader knows.
    package struct Reason: Error, Hashable {
        /// The path of the field, such as `planner[0].latency_us`; nil when it is not about a field.
        package let field: String?
        /// What was found there; a whole sentence when `expected` is nil.
        package let found: String
        /// What was expected there.
        package let expected: String?
        /// What to do.
        package let remedy: String
        /// Whether it says what kind of file that is, or why it can't be read, and nothing of what is in it.
        package let isAboutFile: Bool

        package init(field: String?, found: String, expected: String?, remedy: String, isAboutFile: Bool = false) {
            self.isAboutFile = isAboutFile
            self.field = field
            self.found = found
            self.expected = expected
            self.remedy = remedy
        }
    }

    /// An error about what was read.
    package init(path: String, line: Int? = nil, column: Int? = nil, _ reason: Reason) {
        self.path = path
        self.line = line
        self.column = column
        self.reason = reason
        attempt = nil
    }

    /// An error about what was read.
    package init(
        path: String, line: Int? = nil, column: Int? = nil, field: String? = nil, found: String, expected: String,
        remedy: String
    ) {
        self.init(
            path: path, line: line, column: column,
            Reason(field: field, found: found, expected: expected, remedy: remedy))
    }

    /// An error about the file itself, whatever is in it.
    package init(aboutFile path: String, line: Int? = nil, found: String, expected: String, remedy: String) {
        self.init(
            path: path, line: line,
            Reason(field: nil, found: found, expected: expected, remedy: remedy, isAboutFile: true))
    }

    /// An error about what was read; `problem` says in a sentence what is wrong with it.
    package init(path: String, problem: String, remedy: String) {
        self.init(path: path, Reason(field: nil, found: problem, expected: nil, remedy: remedy))
    }

    /// An error about what can't be written.
    package init(cannotWrite path: String, because problem: String, remedy: String) {
        self.init(cannot: .write, path, because: problem, remedy: remedy)
    }

    /// An error about a folder that can't be made.
    package init(cannotMake path: String, because problem: String, remedy: String) {
        self.init(cannot: .make, path, because: problem, remedy: remedy)
    }

    private init(cannot attempt: Attempt, _ path: String, because problem: String, remedy: String) {
        self.attempt = attempt
        self.path = path
        line = nil
        column = nil
        reason = Reason(field: nil, found: problem, expected: nil, remedy: remedy)
    }

    /// `FILE:LINE: field `x`: found …, expected …; remedy`; in configuration files `FILE:LINE:COLUMN: `x`: …`.
    package var description: String {
        if let attempt { return "cannot \(attempt.rawValue) \(path): \(reason.found); \(reason.remedy)" }
        let place = [path, line.map { "\($0)" }, column.map { "\($0)" }].compactMap(\.self).joined(separator: ":")
        let field = reason.field.map { column == nil ? "field `\($0)`: " : "`\($0)`: " } ?? ""
        let problem = reason.expected.map { "found \(reason.found), expected \($0)" } ?? reason.found
        return "\(place): \(field)\(problem); \(reason.remedy)"
    }
}

extension FileError {
    /// What a failed system call means, from its `errno`, for a file or folder that was to be written.
    ///
    /// - Parameter option: the option of the command by which the user can choose another place for reports.
    package init(cannotWrite path: String, errno code: Int32, option: String? = nil) {
        self.init(
            cannotWrite: path, because: String(cString: strerror(code)), remedy: Self.remedy(for: code, option))
    }

    private static func remedy(for code: Int32, _ option: String?) -> String {
        func or(_ other: String) -> String { option.map { ", or \(other) with \($0)" } ?? "" }
        return switch code {
        case ENOSPC, EDQUOT: "free some space" + or("write the reports to another disk")
        case EACCES, EPERM, EROFS: "make the folder writable for this user" + or("choose another one")
        case ENOENT, ENOTDIR: "create the folder" + or("choose another one")
        case EISDIR: "a folder has this name: remove it" + or("choose another one")
        case ENAMETOOLONG: "choose a shorter path"
        case EMFILE, ENFILE: "raise the limit of open files (ulimit -n), or run fewer jobs"
        case EFBIG: "raise the limit of the file size (ulimit -f), or split the scenario"
        default: "check the disk" + or("write the reports to another one")
        }
    }
}

import Foundation

/// Whether messages about a file may show what is in it.
///
/// A scenario may use files that lie elsewhere, such as a database that several share. Its paths and links may come with a
/// stranger's change, though, and messages go where that stranger can read them: a key or a list of users must not come
/// out as a line that is no recording. So what lies outside of a folder is named, with the line, and never quoted.
package struct Discretion: Sendable {
    /// Where the file should lie to be quoted, in words; nil when it may be.
    private let place: String?
    /// What the file should have been, in words.
    private let kind: String

    /// Messages may show everything: the user named the file.
    package static let none = Discretion(place: nil, kind: "")

    private init(place: String?, kind: String) {
        self.place = place
        self.kind = kind
    }

    /// About the file at `path`, which should be `kind`: its content may be shown when it lies in `folder` or below, whatever
    /// links lead to it.
    ///
    /// - Parameter folder: nil is the folder that `path` names, so that only a link can lead out of it.
    package init(about path: String, _ kind: String, in folder: String? = nil, called place: String = "its folder") {
        let named = folder ?? (path as NSString).deletingLastPathComponent
        // A file that is not there has nothing to show.
        guard let real = RealPath.of(path), let home = RealPath.of(named.isEmpty ? "." : named),
            !real.hasPrefix(home.hasSuffix("/") ? home : home + "/")
        else {
            self.init(place: nil, kind: kind)
            return
        }
        self.init(place: place, kind: kind)
    }

    /// Whether content may be shown.
    package var isOff: Bool { place == nil }

    /// What may be said of `error`.
    package func applied(to error: FileError) -> FileError {
        guard let place, !error.reason.isAboutFile, !error.isOutput else { return error }
        return FileError(
            path: error.path, line: error.line,
            found: "something else, which is not shown since the file lies outside of \(place)", expected: kind,
            remedy: "look there, or copy the file to \(place)")
    }

    /// Does `body`, which reads the file, and says no more of its errors than may be said.
    package func reading<Result>(_ body: () throws(FileError) -> Result) throws(FileError) -> Result {
        do throws(FileError) {
            return try body()
        } catch {
            throw applied(to: error)
        }
    }
}

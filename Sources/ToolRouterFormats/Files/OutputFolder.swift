import Foundation

/// A folder that is removed with its owner unless it is published: a run's folder for temporary files, or the content of a
/// new folder while it is gathered.
package final class OutputFolder {
    /// Where to write.
    package let path: String
    private var fate: Fate

    private enum Fate {
        /// It is removed, and then those of the folders above it that were made for it, the innermost first.
        case removal(above: [String])
        /// The same, unless it is published before.
        case place(Place, above: [String])
        case placed
    }

    /// Where a new folder is to appear.
    fileprivate struct Place {
        /// The path, as it was given.
        let given: String
        /// The absolute path without symbolic links.
        let path: String
        /// Whether an empty folder is there.
        let isThere: Bool
    }

    private init(path: String, _ fate: Fate) {
        self.path = path
        self.fate = fate
    }

    deinit {
        switch fate {
        case .removal(let above), .place(_, let above):
            try? FileManager.default.removeItem(atPath: path)
            for folder in above { rmdir(folder) }
        case .placed: break
        }
    }

    /// Makes the folder at `path`, and those above it, unless it is there.
    ///
    /// - Parameter option: the option of the command by which the user can choose another place, for error messages.
    package static func make(_ path: String, option: String? = nil) throws(FileError) {
        var missing: [String] = []
        var folder = path
        while !folder.isEmpty, folder != "/", mkdir(folder, 0o777) != 0 {
            let code = errno
            if code == ENOENT {
                missing.append(folder)
                folder = (folder as NSString).deletingLastPathComponent
            } else if code == EEXIST, isFolder(folder) {
                break
            } else {
                throw cannotMake(folder, code, option)
            }
        }
        for folder in missing.reversed() where mkdir(folder, 0o777) != 0 && errno != EEXIST {
            throw cannotMake(folder, errno, option)
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func cannotMake(_ path: String, _ code: Int32, _ option: String?) -> FileError {
        cannotMake(
            path, String(cString: strerror(code)), remedy: option.map { "choose a writable place with \($0)" })
    }

    /// A folder for temporary files, removed with its owner. Its path has no symbolic links.
    package static func scratch() throws(FileError) -> OutputFolder {
        var template = Array((NSTemporaryDirectory() + "/toolrouter-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else {
            throw cannotMake(NSTemporaryDirectory(), String(cString: strerror(errno)))
        }
        let made = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        return OutputFolder(path: URL(filePath: made).resolvingSymlinksInPath().path, .removal(above: []))
    }

    private static func cannotMake(_ path: String, _ reason: String, remedy: String? = nil) -> FileError {
        FileError(
            cannotMake: path, because: reason,
            remedy: remedy ?? "check the path, its permissions and the space left")
    }
}

extension OutputFolder {
    /// The folder beside `given` in which the content of a new folder is gathered. `publish` makes the whole content appear
    /// at `given`.
    ///
    /// Refuses a place that has something already, unless it is an empty folder.
    package static func new(_ given: String) throws(FileError) -> OutputFolder {
        let place = try Place(given)
        let parent = (place.path as NSString).deletingLastPathComponent
        var above: [String] = []
        var folder = parent
        while !FileManager.default.fileExists(atPath: folder) {
            above.append(folder)
            folder = (folder as NSString).deletingLastPathComponent
        }
        do throws(FileError) {
            try make(parent)
        } catch {
            above.forEach { rmdir($0) }
            throw error
        }
        // A folder of that name was left by a process that had no time to clean up; the next number is free.
        let name = ".\((place.path as NSString).lastPathComponent).partial-"
        for number in 1...1_000 {
            let partial = (parent as NSString).appendingPathComponent(name + "\(number)")
            if mkdir(partial, 0o777) == 0 { return OutputFolder(path: partial, .place(place, above: above)) }
            guard errno == EEXIST else { break }
        }
        let reason = String(cString: strerror(errno))
        above.forEach { rmdir($0) }
        throw cannotMake(given, reason)
    }

    /// The absolute path of the new folder, without symbolic links.
    package var destination: String {
        if case .place(let place, _) = fate { place.path } else { path }
    }

    /// Makes the content appear in its place; files that came there in the meantime are not replaced.
    ///
    /// - Parameter last: the name of the file without which the others mean nothing; it comes last.
    package func publish(last: String) throws(FileError) {
        guard case .place(let place, _) = fate else { preconditionFailure("\(path) has no place to go to") }
        if place.isThere {
            try move(to: place, last: last)
        } else if rename(path, place.path) != 0 {
            throw Self.cannotMake(place.given, String(cString: strerror(errno)))
        }
        fate = .placed
    }

    /// Moves the files one by one. The folder itself is kept, since it may be the working directory of a shell.
    private func move(to place: Place, last: String) throws(FileError) {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
        var moved: [String] = []
        for name in names.filter({ $0 != last }) + names.filter({ $0 == last }) {
            let target = "\(place.path)/\(name)"
            let isFree = !FileManager.default.fileExists(atPath: target)
            guard isFree, rename("\(path)/\(name)", target) == 0 else {
                let reason = isFree ? String(cString: strerror(errno)) : "\(name) came there in the meantime"
                for target in moved { try? FileManager.default.removeItem(atPath: target) }
                throw Self.cannotMake(place.given, reason)
            }
            moved.append(target)
        }
        rmdir(path)
    }
}

extension OutputFolder.Place {
    init(_ given: String) throws(FileError) {
        func refusal(_ found: String, _ remedy: String) -> FileError {
            FileError(path: given, found: found, expected: "a new or empty folder", remedy: remedy)
        }
        self.given = given
        isThere = RealPath.of(given) != nil
        path = RealPath.toBe(given)
        guard isThere else { return }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw refusal("a file, or a folder that can't be read", "name another folder")
        }
        guard names.isEmpty else {
            throw refusal("a folder with content", "name another folder; nothing is ever replaced")
        }
    }
}

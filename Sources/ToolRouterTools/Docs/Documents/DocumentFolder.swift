import Glibc

/// The Markdown files of a folder, and of the folders in it: regular files whose names end in `.md`.
///
/// No symbolic link is followed, be it of a file or a folder, wherever it leads: each part of a path is opened by itself, so that
/// none can be put in its place meanwhile. Names that begin with a dot are passed over, and so is what is no regular file.
package struct DocumentFolder: DocumentSource {
    /// The absolute path, whose own links have been followed.
    package let path: String

    /// The deepest folder that is looked into; the first one is 1.
    private static let mostDepth = 32

    package init(_ path: String) {
        self.path = path
    }

    package func visit(
        within bounds: DocumentBounds,
        _ body: (SourceDocument, _ before: Int, _ total: Int?) throws(DocumentFault) -> Void
    ) throws(DocumentFault) {
        let root = try openRoot()
        defer { close(root) }
        let files = try list(root, within: bounds)
        for (index, file) in files.enumerated() {
            let document = SourceDocument(name: file.name, mark: file.mark) { () throws(DocumentFault) in
                try read(file, below: root, bounds)
            }
            try body(document, index, files.count)
        }
    }

    package func files(
        within bounds: DocumentBounds, most: Int
    ) throws(DocumentFault) -> [(name: String, path: String)] {
        let root = try openRoot()
        defer { close(root) }
        return try list(root, within: bounds).prefix(most).map { ("document \($0.name)", "\(path)/\($0.name)") }
    }

    /// Only a walk through all of it can tell.
    package func glance() -> String? { nil }

    /// A file that was found.
    private struct File {
        let name: String
        /// Which file it is, its length and when it was written; nil when that was only just now, so that the next write may not show.
        let mark: String?
    }

    private func openRoot() throws(DocumentFault) -> Int32 {
        let root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard root >= 0 else { throw trouble(path, errno, "a folder of documents") }
        return root
    }

    private func list(_ root: Int32, within bounds: DocumentBounds) throws(DocumentFault) -> [File] {
        var tally = DocumentBounds.Tally(bounds, in: path)
        var files: [File] = []
        try walk(openat(root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), "", depth: 1, &tally, &files)
        // By bytes, whatever the locale.
        return files.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Goes through an open folder, and closes it.
    private func walk(
        _ descriptor: Int32, _ prefix: String, depth: Int, _ tally: inout DocumentBounds.Tally, _ files: inout [File]
    ) throws(DocumentFault) {
        guard descriptor >= 0, let folder = fdopendir(descriptor) else {
            let code = errno
            if descriptor >= 0 { close(descriptor) }
            throw trouble("\(path)/\(prefix)", code, "a folder of documents")
        }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            guard bytes.first != UInt8(ascii: ".") else { continue }
            var status = stat()
            let cName = bytes.map { CChar(bitPattern: $0) } + [0]
            guard fstatat(descriptor, cName, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
            let kind = status.st_mode & S_IFMT
            guard kind == S_IFDIR || kind == S_IFREG && Self.isDocument(bytes) else { continue }
            guard let name = String(validating: bytes, as: UTF8.self) else {
                throw DocumentFault(
                    "\(path)/\(prefix)\(String(decoding: bytes, as: UTF8.self))", "its name is not UTF-8",
                    remedy: "give it another name")
            }
            if kind == S_IFDIR {
                guard depth < Self.mostDepth else {
                    throw DocumentFault(
                        "\(path)/\(prefix)\(name)", "a folder inside \(Self.mostDepth) others", remedy: "move it up")
                }
                let inner = openat(descriptor, cName, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
                // Gone or replaced since it was listed.
                if inner < 0, [ENOENT, ENOTDIR, ELOOP].contains(errno) { continue }
                try walk(inner, "\(prefix)\(name)/", depth: depth + 1, &tally, &files)
            } else {
                try tally.add(prefix + name, bytes: Int(status.st_size))
                files.append(File(name: prefix + name, mark: FileMark.of(status)))
            }
        }
    }

    private static func isDocument(_ name: [UInt8]) -> Bool {
        name.count > 3 && name.suffix(3).elementsEqual(".md".utf8)
    }

    private func read(
        _ file: File, below root: Int32, _ bounds: DocumentBounds
    ) throws(DocumentFault) -> SourceDocument.Content? {
        let parts = file.name.split(separator: "/")
        var folder = root
        defer { if folder != root { close(folder) } }
        for part in parts.dropLast() {
            let inner = openat(folder, String(part), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            let code = errno
            if folder != root { close(folder) }
            folder = root
            guard inner >= 0 else { return try gone(file, code) }
            folder = inner
        }
        // A pipe that took its place meanwhile would keep it waiting.
        let descriptor = openat(folder, String(parts.last ?? ""), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return try gone(file, errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &block, block.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw trouble("\(path)/\(file.name)", errno, "a document") }
            if count == 0 { return SourceDocument.Content(title: nil, text: bytes) }
            bytes.append(contentsOf: block[..<count])
            // It may have grown since it was listed.
            var tally = DocumentBounds.Tally(bounds, in: path)
            try tally.add(file.name, bytes: bytes.count)
        }
    }

    /// Nil for a document that is no longer there as a file.
    private func gone(_ file: File, _ code: Int32) throws(DocumentFault) -> SourceDocument.Content? {
        if [ENOENT, ENOTDIR, ELOOP].contains(code) { return nil }
        throw trouble("\(path)/\(file.name)", code, "a document")
    }

    private func trouble(_ path: String, _ code: Int32, _ expected: String) -> DocumentFault {
        DocumentFault(
            path, "\(expected) that can't be read: \(String(cString: strerror(code)))",
            remedy: code == ENOENT ? "check the path" : "check the path and its permissions")
    }
}

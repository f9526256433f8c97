import Foundation

/// Everything in a folder, to see later whether anything was written: names, times, and every byte.
struct FolderState: Equatable {
    private struct File: Equatable {
        let modified: Date?
        let inode: Int?
        let bytes: Data?
    }

    private let files: [String: File]

    /// The folder at `path` as it is now.
    init(of path: String) {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
        files = names.reduce(into: [:]) { files, name in
            let file = "\(path)/\(name)"
            let attributes = try? FileManager.default.attributesOfItem(atPath: file)
            files[name] = File(
                modified: attributes?[.modificationDate] as? Date,
                inode: attributes?[.systemFileNumber] as? Int,
                bytes: FileManager.default.contents(atPath: file))
        }
    }

    /// What `later` has that this has not, or has otherwise; nil when nothing was written.
    package func change(to later: FolderState) -> String? {
        if self == later { return nil }
        let names = Set(files.keys).union(later.files.keys).sorted()
        return names.compactMap { name in
            switch (files[name], later.files[name]) {
            case (nil, _): "\(name) appeared"
            case (_, nil): "\(name) is gone"
            case (let before, let after): before == after ? nil : "\(name) was written"
            }
        }.joined(separator: ", ")
    }
}

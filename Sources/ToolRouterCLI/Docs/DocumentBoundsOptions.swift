import ArgumentParser
import ToolRouterFormats
import ToolRouterTools

/// How many documents a command takes, and how large.
struct DocumentBoundsOptions: ParsableArguments {
    @Option(help: "The most documents. Default: \(DocumentBounds().files).")
    var files: Int?

    @Option(help: "The largest document, in bytes. Default: \(DocumentBounds().fileBytes).")
    var fileBytes: Int?

    @Option(help: "All documents together, in bytes. Default: \(DocumentBounds().allBytes).")
    var allBytes: Int?

    func validate() throws {
        guard [files, fileBytes, allBytes].allSatisfy({ $0 ?? 1 > 0 }) else {
            throw ValidationError("--files, --file-bytes and --all-bytes are numbers above 0")
        }
    }

    var bounds: DocumentBounds {
        var bounds = DocumentBounds()
        bounds.files = files ?? bounds.files
        bounds.fileBytes = fileBytes ?? bounds.fileBytes
        bounds.allBytes = allBytes ?? bounds.allBytes
        return bounds
    }
}

extension DocumentFolder {
    /// The folder that an argument names.
    init(named path: String) throws(FileError) {
        guard let real = RealPath.of(path), Presence.isFolder(real) else {
            throw FileError(
                path: path, found: "no folder", expected: "a folder of Markdown files", remedy: "check the path")
        }
        self.init(real)
    }
}

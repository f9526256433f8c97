package import ToolRouter
package import ToolRouterTools

/// The settings of `docs`, the search in documents: its section of a configuration.
package struct DocsSettings: ToolSettings {
    package static let tool = ToolName.docs

    /// Where the documents are.
    package let source: any DocumentSource
    /// How many there may be, and how large.
    package let bounds: DocumentBounds
    /// What a search may be and may cost.
    package let limits: SearchLimits
    /// The file in which a server keeps the index; nil is one that goes with the server.
    package let index: String?
    /// How often a server looks whether documents have changed.
    package let refresh: Duration
    package let duration: Duration

    /// The most documents that a replay lists among its inputs.
    private static let mostListed = 1_000

    package init(_ node: ConfigurationNode, in folder: ConfigurationFolder) throws(FileError) {
        let section = try ConfigurationSection(
            node,
            keys: [
                "folder", "database", "table", "key", "title", "text", "index", "refresh", "files", "file_bytes",
                "all_bytes", "results", "result_bytes", "query_bytes", "words", "snippet_words", "operations",
                "duration",
            ])
        source = try Self.source(section, in: folder)
        var bounds = DocumentBounds()
        bounds.files = try section.integer("files", in: 1...1_000_000) ?? bounds.files
        bounds.fileBytes = try section.integer("file_bytes", in: 1...64 << 20) ?? bounds.fileBytes
        bounds.allBytes = try section.integer("all_bytes", in: 1...16 << 30) ?? bounds.allBytes
        self.bounds = bounds
        var limits = SearchLimits()
        limits.results = try section.integer("results", in: 1...100) ?? limits.results
        limits.resultBytes = try section.integer("result_bytes", in: 1_024...16 << 20) ?? limits.resultBytes
        limits.queryBytes = try section.integer("query_bytes", in: 1...10_000) ?? limits.queryBytes
        limits.words = try section.integer("words", in: 1...256) ?? limits.words
        limits.snippetWords = try section.integer("snippet_words", in: 1...200) ?? limits.snippetWords
        limits.operations = try section.integer("operations", in: 1_000...1_000_000_000) ?? limits.operations
        self.limits = limits
        index = try section["index"].map { node throws(FileError) in try folder.path(node, "the path of a file") }
        refresh = try section.duration("refresh") ?? .seconds(30)
        duration = try section.duration("duration") ?? .milliseconds(5)
    }

    private static func source(
        _ section: ConfigurationSection, in folder: ConfigurationFolder
    ) throws(FileError) -> any DocumentSource {
        let ofTable = ["table", "key", "title", "text"]
        if let node = section["folder"] {
            for key in ["database"] + ofTable {
                guard let other = section[key] else { continue }
                throw other.fault(
                    expected: "nothing where there is a `folder`", remedy: "remove the key, or remove `folder`")
            }
            return try documentFolder(node, in: folder)
        }
        let expected = "the path of a folder of Markdown files, or `database`"
        guard let node = section["database"] else { throw section.node.missing("folder", expected: expected) }
        func name(_ key: String, _ expected: String) throws(FileError) -> String {
            try section.required(key, expected).name(expected)
        }
        return DocumentTable(
            RealPath.of(try folder.file(node, "the path of a SQLite database")) ?? "",
            table: try name("table", "the table of the documents"),
            key: try name("key", "the column that tells documents apart"),
            title: try section["title"].map { node throws(FileError) in try node.name("the column of titles") },
            text: try name("text", "the column of texts"))
    }

    private static func documentFolder(
        _ node: ConfigurationNode, in folder: ConfigurationFolder
    ) throws(FileError) -> DocumentFolder {
        let path = try folder.path(node, "the path of a folder")
        guard let real = RealPath.of(path), Presence.isFolder(real) else {
            throw node.fault(
                found: "\(node.words), which is not a folder (\(Excerpt.of(path)))",
                expected: "a folder of Markdown files", remedy: "correct the path; it is relative to the file's folder")
        }
        return DocumentFolder(real)
    }

    package func files() throws(FileError) -> [(name: String, path: String)] {
        do throws(DocumentFault) {
            return try source.files(within: bounds, most: Self.mostListed)
        } catch {
            throw FileError(error)
        }
    }

    package var paths: [(key: String, path: String)] {
        // An index is made anew wherever there is none.
        [(source is DocumentFolder ? "folder" : "database", source.path)]
    }

    package func open(scratch: String, environment: [String: String]?) throws(FileError) -> any OpenedTool {
        do throws(DocumentFault) {
            guard environment != nil else {
                return OpenedDocs(searcher: try StillDocuments(source, within: bounds), live: nil, limits: limits)
            }
            let live = try LiveDocuments(
                source, within: bounds, index: index ?? "\(scratch)/docs.index", isScratch: index == nil,
                refresh: refresh)
            return OpenedDocs(searcher: live, live: live, limits: limits)
        } catch {
            throw FileError(error)
        }
    }
}

/// Documents that are indexed.
private struct OpenedDocs: OpenedTool {
    let searcher: any DocumentSearcher
    let live: LiveDocuments?
    let limits: SearchLimits

    func tool(in world: ToolWorld) -> any Tool {
        live?.tell(world.notice)
        return DocsTool(searcher, limits: limits)
    }

    func close() async { await live?.close() }
}

extension FileError {
    /// Why documents can't be read or indexed.
    package init(_ fault: DocumentFault) {
        if fault.isOutput {
            self.init(cannotWrite: fault.path, because: fault.problem, remedy: fault.remedy)
        } else {
            self.init(path: fault.path, problem: fault.problem, remedy: fault.remedy)
        }
    }
}

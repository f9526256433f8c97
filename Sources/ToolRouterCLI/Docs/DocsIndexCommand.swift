import ArgumentParser
import Synchronization
import ToolRouterFormats
import ToolRouterReplay
import ToolRouterTools

/// `toolrouter docs index`.
struct DocsIndexCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "index",
        abstract: "Make an index of the Markdown files of a folder, or bring it up to date.",
        discussion: """
            Files that nobody has touched since are not read again. Everything is written in one transaction: whatever \
            interrupts it leaves the index as it was, and who searches in it meanwhile finds what it was before.

            EXAMPLES
              toolrouter docs index handbook --index handbook.index
            """)

    @Argument(help: "The folder; files *.md in it and in the folders in it are indexed. Links are not followed.")
    var folder: String

    @Option(help: "The file of the index; made when it is not there.")
    var index: String

    @OptionGroup var bounds: DocumentBoundsOptions

    func run() throws {
        let interruption = InterruptSignals.listen()
        try ExitStatus.of {
            let source = try DocumentFolder(named: folder)
            let total = Mutex<Int?>(nil)
            let progress = ProgressLine("documents looked at") { total.withLock { $0 } }
            defer { progress.end() }
            do {
                let index = try DocumentIndex(RealPath.toBe(self.index))
                let changes = try index.update(
                    from: source, within: bounds.bounds,
                    onProgress: { done, all in
                        total.withLock { $0 = all }
                        progress.update("", done)
                    },
                    isCancelled: { interruption.isRaised })
                let state = try index.state()
                progress.end()
                Console.print(
                    "\(changes.added) added, \(changes.changed) changed, \(changes.removed) removed, "
                        + "\(changes.unchanged) unchanged: \(state.documents) documents, \(state.passages) passages")
            } catch let fault as DocumentFault {
                throw FileError(fault)
            } catch is IndexingCancelled {
                throw Interrupted()
            }
        }
    }
}

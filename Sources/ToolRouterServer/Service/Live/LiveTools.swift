import Synchronization
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// The tools of a server besides `sql`, and the transport that they share.
final class LiveTools: Sendable {
    /// The tools, in the order of configuration.
    let tools: [any Tool]
    private let opened: [any OpenedTool]
    private let transport: any RESTTransport
    /// Keeps files that tools have made, until they are closed.
    private let scratch: Mutex<Scratch>

    private struct Scratch: @unchecked Sendable {
        var folder: OutputFolder?
    }

    /// Opens all of them.
    ///
    /// - Parameters:
    ///   - environment: variables that secrets are read from.
    ///   - notice: takes what those who run the server want to know.
    ///   - given: carries calls of `rest`; nil is the network.
    init(
        _ settings: [any ToolSettings], environment: [String: String], over given: (any RESTTransport)? = nil,
        scheduler: any Scheduler, notice: @escaping @Sendable (String) -> Void
    ) throws(FileError) {
        let scratch = settings.isEmpty ? nil : try OutputFolder.scratch()
        let transport = given ?? LiveTransport(scheduler: scheduler)
        var opened: [any OpenedTool] = []
        for tool in settings { opened.append(try tool.open(scratch: scratch?.path ?? "", environment: environment)) }
        let world = ToolWorld(transport: transport, scheduler: scheduler, notice: notice)
        tools = opened.map { $0.tool(in: world) }
        self.opened = opened
        self.transport = transport
        self.scratch = Mutex(Scratch(folder: scratch))
    }

    /// Closes all of them, and removes what they made.
    func close() async {
        for tool in opened { await tool.close() }
        await transport.close()
        scratch.withLock { $0.folder = nil }
    }
}

package import Logging
package import NIOCore
import ServiceLifecycle
package import ToolRouter

/// A service over HTTP/1.1: takes requests within its limits and has a responder answer each.
///
/// It runs until the graceful shutdown of its service group (or until its task is cancelled): then it stops accepting, lets
/// the requests under way end within `drain`, and closes what is left.
package final class HTTPService: Service {
    /// Makes a service; nothing is opened before `run()`.
    ///
    /// - Parameters:
    ///   - settings: where it listens and what it bears.
    ///   - drain: how long requests under way may still take at a graceful shutdown.
    ///   - responder: answers every request that is one.
    ///   - logger: takes what operators want to know.
    ///   - nextID: names a request, also one that never gets to the responder; from any thread.
    package init(
        _ settings: HTTPSettings, drain: Duration = .seconds(30), responder: any HTTPResponder, logger: Logger,
        nextID: @escaping @Sendable () -> RequestID
    ) {
        fatalError("not there yet")
    }

    /// Listens, and serves until it is shut down. Throws when it can't listen, or its certificate can't be read.
    package func run() async throws {
        fatalError("not there yet")
    }

    /// Where it listens, once it does; throws when it never will.
    package var address: SocketAddress {
        get async throws { fatalError("not there yet") }
    }

    /// What it has borne so far, and bears now.
    package var tally: HTTPTally { HTTPTally() }
}

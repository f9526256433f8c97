import NIOCore
import NIOHTTP1
import ToolRouter

/// One event loop with the connections it serves. It is touched on its loop alone.
///
/// One look over all connections, a few times a second, ends those that take too long: a timer for each of them would be
/// set and taken back with every request.
final class ServingLoop: @unchecked Sendable {
    let loop: any EventLoop
    let executor: LoopExecutor
    /// The header `date`.
    var date = HTTPDate()
    private var connections: [ObjectIdentifier: HTTPConnection] = [:]
    private var look: RepeatedTask?

    init(_ loop: any EventLoop) {
        self.loop = loop
        executor = LoopExecutor(loop)
    }

    /// Starts looking; from any thread.
    func start(_ limits: HTTPLimits) {
        let shortest = min(
            limits.headerTime, limits.bodyTime, limits.idleTime, limits.writeTime, HTTPConnection.lingeringTime)
        let interval = TimeAmount(min(.milliseconds(500), max(.milliseconds(10), shortest / 4)))
        loop.execute { [self] in
            look = loop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { [self] _ in
                let now = NIODeadline.now()
                for connection in connections.values { connection.check(at: now) }
            }
        }
    }

    /// Ends looking, which would keep the loop and all of this for ever; from any thread.
    func stop() {
        loop.execute { [self] in
            look?.cancel()
            look = nil
        }
    }

    /// Closes all connections, whatever they are at; from any thread.
    func closeAll() {
        loop.execute { [self] in
            for connection in connections.values { connection.close() }
        }
    }

    func add(_ connection: HTTPConnection) {
        connections[ObjectIdentifier(connection)] = connection
    }

    func remove(_ connection: HTTPConnection) {
        connections[ObjectIdentifier(connection)] = nil
    }
}

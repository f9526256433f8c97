import Foundation
import Synchronization

/// Hears on a thread of its own which request is to end, and ends the process when the parent is gone: the thread that
/// works on a request listens to nobody.
final class LaneCanceller: Sendable {
    private static let socket: Int32 = 1
    private let state = Mutex(State())

    private struct State {
        /// The last request that is to end; all before it are over.
        var last: UInt64 = 0
        var current: (number: UInt64, cancellation: Cancellation)?
    }

    /// Returns when the thread is there, and needs nothing from the system any more but to read.
    init() {
        let begun = DispatchSemaphore(value: 0)
        let thread = Thread { [self] in
            begun.signal()
            listen()
        }
        thread.stackSize = 256 * 1_024
        thread.start()
        begun.wait()
    }

    /// The request of that number is worked on. Numbers rise.
    func begin(_ number: UInt64, _ cancellation: Cancellation) {
        let isCancelled = state.withLock { state in
            state.current = (number, cancellation)
            return number <= state.last
        }
        if isCancelled { cancellation.request() }
    }

    /// No request is worked on.
    func end() {
        state.withLock { $0.current = nil }
    }

    private func listen() {
        var number: UInt64 = 0
        var filled = 0
        while true {
            let code = withUnsafeMutableBytes(of: &number) { bytes in
                read(Self.socket, bytes.baseAddress! + filled, bytes.count - filled)
            }
            if code > 0 {
                filled += code
                if filled == 8 {
                    cancel(UInt64(littleEndian: number))
                    filled = 0
                }
            } else if code == 0 || errno != EINTR {
                // No cleaning up: the other thread may be in the middle of anything.
                _exit(0)
            }
        }
    }

    private func cancel(_ number: UInt64) {
        let cancellation = state.withLock { state in
            state.last = max(state.last, number)
            return state.current.flatMap { $0.number <= number ? $0.cancellation : nil }
        }
        cancellation?.request()
    }
}

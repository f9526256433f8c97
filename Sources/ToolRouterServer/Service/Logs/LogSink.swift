import Foundation
import SQLSandbox
import Synchronization

/// Writes lines to a file descriptor, on a thread of its own: a terminal that is stopped, or a pipe that nobody reads, holds
/// up no request.
///
/// Lines wait in a buffer of at most 1 MiB; what comes beyond is left out, and a line says later how many were.
package final class LogSink: Sendable {
    /// The most bytes that wait.
    static let room = 1 << 20

    private struct State {
        var waiting: [UInt8] = []
        var leftOut = 0
        var isClosed = false
    }

    private let descriptor: Int32
    private let leftOutLine: @Sendable (Int) -> [UInt8]
    private let state = Mutex(State())
    private let alarm = DispatchSemaphore(value: 0)
    private let end = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - descriptor: where to write; it stays open.
    ///   - leftOutLine: the line that says how many lines are not there.
    package init(to descriptor: Int32 = STDERR_FILENO, leftOutLine: @escaping @Sendable (Int) -> [UInt8]) {
        self.descriptor = descriptor
        self.leftOutLine = leftOutLine
        SystemThread.start("log") { [self] in run() }
    }

    /// Takes one line, with its end. Never waits.
    package func take(_ line: [UInt8]) {
        let wakes = state.withLock { state in
            guard !state.isClosed else { return false }
            guard state.waiting.count + line.count <= Self.room else {
                state.leftOut += 1
                return false
            }
            defer { state.waiting += line }
            return state.waiting.isEmpty
        }
        if wakes { alarm.signal() }
    }

    /// Writes what waits and ends; gives up after `patience` milliseconds, since nobody may be reading.
    package func close(within patience: Int = 1_000) {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        if isFirst { alarm.signal() }
        if end.wait(timeout: .now() + .milliseconds(patience)) == .success { end.signal() }
    }

    private func run() {
        while true {
            alarm.wait()
            while true {
                let (bytes, isClosed) = state.withLock { state in
                    if state.leftOut > 0 {
                        state.waiting += leftOutLine(state.leftOut)
                        state.leftOut = 0
                    }
                    defer { state.waiting = [] }
                    return (state.waiting, state.isClosed)
                }
                if bytes.isEmpty {
                    guard !isClosed else {
                        end.signal()
                        return
                    }
                    break
                }
                write(bytes)
            }
        }
    }

    private func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
                if count >= 0 {
                    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                } else if errno == EAGAIN {
                    var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&ready, 1, -1)
                } else if errno != EINTR {
                    // There is no place to say so.
                    return
                }
            }
        }
    }
}

import CLaneWalls
import Glibc

/// A lane's process, as the pool holds it: frames go in and come out. Use it on one thread.
///
/// Nothing that comes from it is trusted: what it runs was written by strangers.
final class LaneChild {
    /// What happened while the pool waited for a lane.
    enum Event {
        /// A whole frame; its bytes stay as they are until the next one is asked for.
        case frame(LaneFrame, UnsafeRawBufferPointer)
        /// Somebody rang.
        case bell
        /// Nothing until the time was over.
        case timeout
        /// It has closed its end, as it does when it dies.
        case gone
        /// It said what no lane says.
        case nonsense
    }

    let process: pid_t
    private let requests: Int32
    private let cancellations: Int32
    private let largestFrame: Int
    private var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    /// Where in the buffer what nobody has taken begins and ends.
    private var taken = 0
    private var filled = 0
    private var status: Int32?
    /// The other end of where it asks for files, until somebody else has that.
    private var files: Int32

    /// - Parameter largestFrame: the bytes of the largest frame that it may send.
    init(_ executable: String, largestFrame: Int) throws(LaneNotStarted) {
        let lane = try LaneStarter.start(executable)
        process = lane.process
        requests = lane.requests
        cancellations = lane.cancellations
        files = lane.files
        self.largestFrame = largestFrame
    }

    deinit {
        end()
        Glibc.close(requests)
        Glibc.close(cancellations)
        forgetFiles()
        buffer.deallocate()
    }

    /// The processor time that it has used.
    var processorTime: Duration { .nanoseconds(toolrouter_lane_processor_time(process)) }

    /// Whether it waits for a request, as far as one can tell.
    var isReady: Bool {
        var byte: UInt8 = 0
        guard taken == filled else { return false }
        let code = recv(requests, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT))
        return code < 0 && errno == EAGAIN
    }

    /// Kills it and waits until nothing is left of it; how it ended, in words.
    @discardableResult
    func end() -> String {
        if status == nil {
            kill(process, SIGKILL)
            var found: Int32 = 0
            while waitpid(process, &found, 0) < 0, errno == EINTR {}
            status = found
        }
        let code = status!
        return code & 0x7f == 0 ? "it ended with code \(code >> 8 & 0xff)" : "signal \(code & 0x7f)"
    }

    /// Whether it has ended since nobody was there to give it a file, see `toolrouter_lane_open_elsewhere`.
    var lackedFiles: Bool { status == Int32(TOOLROUTER_LANE_WITHOUT_FILES) << 8 }

    /// Tells it to stop the request of that number, and whatever came before.
    func cancel(_ number: UInt64) {
        var number = number.littleEndian
        _ = Glibc.send(cancellations, &number, 8, Int32(MSG_NOSIGNAL))
    }

    /// Lets `keeper` give it files; false when that is gone.
    func getsFiles(from keeper: LaneChild) -> Bool {
        toolrouter_lane_send_file(keeper.requests, 0, files)
    }

    /// Keeps no end where it could ask for files.
    func forgetFiles() {
        if files >= 0 { Glibc.close(files) }
        files = -1
    }

    /// Sends it a frame; nil when all of it is on its way.
    func send(_ frame: [UInt8], until end: ContinuousClock.Instant?) -> Event? {
        frame.withUnsafeBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let code = Glibc.send(
                    requests, bytes.baseAddress! + sent, bytes.count - sent,
                    Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
                if code >= 0 {
                    sent += code
                } else if errno == EAGAIN {
                    if let event = wait(for: Int16(POLLOUT), until: end, orRung: -1) { return event }
                } else if errno != EINTR {
                    return .gone
                }
            }
            return nil
        }
    }

    /// What happens next.
    func next(until end: ContinuousClock.Instant?, orRung bell: Int32) -> Event {
        while true {
            if let event = frame() { return event }
            if let event = wait(for: Int16(POLLIN), until: end, orRung: bell) { return event }
            let code = recv(requests, buffer.baseAddress! + filled, buffer.count - filled, Int32(MSG_DONTWAIT))
            if code > 0 {
                filled += code
            } else if code == 0 || errno != EAGAIN && errno != EINTR {
                return .gone
            }
        }
    }

    /// The next frame, if all of it has come; else there is room for more of it.
    private func frame() -> Event? {
        let count = filled - taken
        guard count >= 4 else {
            move(toHold: 1 << 16)
            return nil
        }
        let length = Int(
            UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: taken, as: UInt32.self)))
        guard (1...largestFrame).contains(length) else { return .nonsense }
        guard count >= 4 + length else {
            move(toHold: 4 + length)
            return nil
        }
        defer { taken += 4 + length }
        guard let kind = LaneFrame(rawValue: buffer[taken + 4]) else { return .nonsense }
        return .frame(kind, UnsafeRawBufferPointer(rebasing: buffer[(taken + 5)..<(taken + 4 + length)]))
    }

    /// Moves what nobody has taken to the beginning of a buffer of at least `size`.
    private func move(toHold size: Int) {
        if taken == filled, buffer.count >= size {
            (taken, filled) = (0, 0)
            return
        }
        guard taken + size > buffer.count else { return }
        let rest = UnsafeRawBufferPointer(rebasing: buffer[taken..<filled])
        if size <= buffer.count {
            buffer.baseAddress!.copyMemory(from: rest.baseAddress!, byteCount: rest.count)
        } else {
            let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: size + size / 2, alignment: 16)
            larger.copyMemory(from: rest)
            buffer.deallocate()
            buffer = larger
        }
        (taken, filled) = (0, rest.count)
    }

    /// Waits until the socket is ready; else what happened instead.
    private func wait(for readiness: Int16, until end: ContinuousClock.Instant?, orRung bell: Int32) -> Event? {
        while true {
            var watched = [
                pollfd(fd: requests, events: readiness, revents: 0),
                pollfd(fd: bell, events: Int16(POLLIN), revents: 0),
            ]
            let code = poll(&watched, 2, end.map(Self.milliseconds) ?? -1)
            if code < 0 {
                precondition(errno == EINTR || errno == ENOMEM, "a lane cannot be waited for: \(errno)")
                continue
            }
            if watched[0].revents != 0 { return nil }
            if watched[1].revents != 0 {
                toolrouter_bell_silence(bell)
                return .bell
            }
            if let end, ContinuousClock.now >= end { return .timeout }
        }
    }

    /// How long it is until `end`, rounded up.
    private static func milliseconds(until end: ContinuousClock.Instant) -> Int32 {
        let (seconds, attoseconds) = (end - ContinuousClock.now).components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        return Int32(min(seconds, 1_000_000) * 1_000 + attoseconds / 1_000_000_000_000_000 + 1)
    }
}

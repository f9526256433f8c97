import CLaneWalls
import Glibc

/// What the keeper of files does: gives each lane that it is told of the files that this asks for, until its parent is
/// gone.
struct FileService {
    private static let parent: Int32 = 0
    private let files: LaneFiles

    init(_ files: LaneFiles) {
        self.files = files
    }

    /// Serves until the parent is gone. Returns the code to exit with.
    func run() -> Int32 {
        var watched = [pollfd(fd: Self.parent, events: Int16(POLLIN), revents: 0)]
        while true {
            if poll(&watched, nfds_t(watched.count), -1) < 0 {
                guard errno == EINTR else { return 70 }
                continue
            }
            var staying = watched.dropFirst().filter { lane in
                if lane.revents == 0 || answer(lane.fd) { return true }
                close(lane.fd)
                return false
            }
            if watched[0].revents != 0 {
                let lane = toolrouter_lane_receive_file(Self.parent)
                if lane < 0 { return 0 }
                staying.append(pollfd(fd: lane, events: Int16(POLLIN), revents: 0))
            }
            watched = [pollfd(fd: Self.parent, events: Int16(POLLIN), revents: 0)] + staying
        }
    }

    /// Answers one request of a lane; false when there will be no more.
    private func answer(_ lane: Int32) -> Bool {
        var flags: Int32 = 0
        let size = MemoryLayout<Int32>.size
        var request = [UInt8](repeating: 0, count: size + 4_096)
        let count = recv(lane, &request, request.count, Int32(MSG_DONTWAIT))
        guard count > size else { return false }
        withUnsafeMutableBytes(of: &flags) { $0.copyBytes(from: request[..<size]) }
        let path = String(decoding: request[size..<count], as: UTF8.self)
        switch files.open(path, flags: flags) {
        case .success(let descriptor):
            defer { close(descriptor) }
            return toolrouter_lane_send_file(lane, 0, descriptor)
        case .failure(let refusal):
            return toolrouter_lane_send_file(lane, refusal.error, -1)
        }
    }
}

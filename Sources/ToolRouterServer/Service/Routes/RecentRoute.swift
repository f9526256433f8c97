import Logging
import NIOCore
import NIOHTTP1
import ToolRouter

/// What was recorded lately, for who looks into an incident.
extension ServiceResponder {
    /// The last minutes as a scenario in a tar archive, which `toolrouter replay` takes where it is unpacked.
    func recentRecording(_ routed: RoutedCall) async throws(RouterError) -> HTTPReply {
        guard let recorder = live.recorder, recorder.keepsRecent else {
            throw RouterError(
                .routeNotFound, at: .admit, "this server keeps no recording in memory",
                hint: "configure the section `record`, or start it with --record")
        }
        guard let taken = await recorder.recentTurn.take({ await Self.archive(of: recorder) }) else {
            throw RouterError(
                .rateLimited, at: .admit, "what is in memory is given to somebody else at the moment",
                hint: "ask again in 1000 ms", retryAfter: .seconds(1))
        }
        guard let (recording, archive) = taken else {
            throw RouterError(.notReady, at: .admit, "the recorder has ended", retryAfter: .seconds(1))
        }
        noteAction("recent", routed, ["requests": "\(recording.requests)"])
        return HTTPReply(
            status: .ok,
            headers: [
                "content-type": "application/x-tar",
                "content-disposition": "attachment; filename=\"\(recording.name).tar\"",
                "x-recorded-requests": "\(recording.requests)",
            ], body: archive)
    }

    /// What is in memory, and as one file; nil once the recorder has ended. It may have tens of megabytes, so that not one copy
    /// of it is made on a thread that serves.
    private static func archive(of recorder: Recorder) async -> (RecentRecording, ByteBuffer)? {
        guard let recording = await recorder.recent() else { return nil }
        return (recording, await BlockingWork.run { ByteBuffer(bytes: recording.archive) })
    }
}

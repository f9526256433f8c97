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
        guard let recording = await recorder.recent() else {
            throw RouterError(.notReady, at: .admit, "the recorder has ended", retryAfter: .seconds(1))
        }
        noteAction("recent", routed, ["requests": "\(recording.requests)"])
        let archive = await BlockingWork.run { recording.archive }
        return HTTPReply(
            status: .ok,
            headers: [
                "content-type": "application/x-tar",
                "content-disposition": "attachment; filename=\"\(recording.name).tar\"",
                "x-recorded-requests": "\(recording.requests)",
            ], body: ByteBuffer(bytes: archive))
    }
}

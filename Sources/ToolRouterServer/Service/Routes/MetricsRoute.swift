import NIOCore
import NIOHTTP1
import ToolRouter

/// The metrics, in the format that the scraper wants most.
extension ServiceResponder {
    func metrics(_ routed: RoutedCall) async -> HTTPReply {
        let accept = routed.call.headers["accept"]
        let format = Exposition.negotiate(accept: accept.isEmpty ? nil : accept.joined(separator: ","))
        let text = Exposition.text(of: [await readings()], as: format)
        return HTTPReply(
            status: .ok, headers: ["content-type": format.contentType, "vary": "accept"], body: ByteBuffer(string: text)
        )
    }

    /// All that metrics are made of, as it is now.
    func readings() async -> MetricReadings {
        var readings = live.metrics.readings(of: await live.router.standing())
        readings.service = ServiceReadings(
            routes: counts.all, http: tally, audit: live.audit?.status, recorder: live.recorder?.status,
            telemetry: live.telemetry?.tally)
        return readings
    }
}

/// What a service over HTTP has borne: what its metrics are made of, beside those of its router.
package struct ServiceReadings: Sendable {
    /// Replies by route and class of status.
    var routes: [RouteCounts.Count]
    /// Connections, and what never got to a route.
    var http: HTTPTally
    /// How the audit store stands; nil without one.
    var audit: AuditStatus?
    /// How the recorder stands; nil without one.
    var recorder: RecorderStatus?
    /// What became of spans and metrics; nil where none are sent.
    var telemetry: ExportTally?
}

import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// Services as a scenario's recordings have them: a call is answered with what was recorded of the same endpoint and the same
/// parameters, else of the same endpoint. Nothing leaves the process.
struct DemoTransport: RESTTransport {
    private var exact: [String: RecordedToolCall] = [:]
    private var any: [String: RecordedToolCall] = [:]

    /// Reads the recordings at `paths`.
    init(paths: [String]) throws(FileError) {
        for path in paths {
            let reader = try RecordingReader(path: path)
            while let exchange = try reader.next() {
                for call in exchange.tools["rest"] ?? []
                where call.error == nil && (200..<300).contains(call.status ?? 0) {
                    guard let endpoint = call.endpoint else { continue }
                    if any[endpoint] == nil { any[endpoint] = call }
                    guard let key = call.parameters.map({ Self.key(endpoint, $0) }), exact[key] == nil else { continue }
                    exact[key] = call
                }
            }
        }
    }

    func send(_ call: RESTCall) async throws(RouterError) -> ResponseBody {
        let name = call.endpoint.name
        guard let recorded = exact[Self.key(name, call.planned)] ?? any[name], let body = recorded.body else {
            throw .service(.serviceUnreachable, of: name, "was not recorded")
        }
        return ResponseBody(
            status: recorded.status ?? 200, contentType: recorded.contentType ?? call.endpoint.contentTypes[0],
            text: body)
    }

    private static func key(_ endpoint: String, _ parameters: [String: String]) -> String {
        ([endpoint] + parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }).joined(separator: "\n")
    }
}

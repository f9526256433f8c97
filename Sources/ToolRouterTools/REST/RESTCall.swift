package import ToolRouter

/// A call of a service as its endpoint's template made it, approved and complete: only a template makes one. Its headers may hold
/// secrets, so it is never shown.
package struct RESTCall: Sendable {
    /// Whose request it is for.
    package let request: Request
    /// What is called.
    package let endpoint: RESTEndpoint
    /// Where it goes.
    package let url: ServiceURL
    /// What is sent; nil where nothing is.
    package let body: String?
    /// What the plan said of the parameters, as texts: what a recording tells calls apart by.
    package let planned: [String: String]

    fileprivate init(
        request: Request, endpoint: RESTEndpoint, url: ServiceURL, body: String?, planned: [String: String]
    ) {
        self.request = request
        self.endpoint = endpoint
        self.url = url
        self.body = body
        self.planned = planned
    }
}

extension RESTEndpoint {
    /// The call that `plan` makes of the template: of declared parameters only, each of its type and within its bounds.
    func call(_ plan: Plan, for request: Request) throws(RouterError) -> RESTCall {
        let arguments = try Self.arguments(of: plan)
        for name in arguments.keys.sorted() where !parameters.contains(where: { $0.name.hasSameBytes(as: name) }) {
            let known = parameters.filter { !$0.isOfCaller }.map { "`\($0.name)`" }.joined(separator: ", ")
            throw RouterError(
                .argumentInvalid, at: .guard, "the endpoint \(self.name) has no such parameter as the plan names",
                hint: known.isEmpty ? "it has none" : "its parameters are " + known)
        }
        var values: [String: RESTParameter.Value] = [:]
        for parameter in parameters {
            values[parameter.name] = try parameter.value(of: arguments[parameter.name], for: request.caller)
        }
        let texts = values.mapValues(\.text)
        for name in url.parameters.path {
            // Who decodes a segment once more than they should would see another path.
            let text = texts[name] ?? ""
            guard text != ".", text != "..", !text.utf8.contains(where: "/\\%\0".utf8.contains) else {
                throw RouterError(
                    .argumentInvalid, at: .guard, "the parameter `\(name)` is not one segment of a path",
                    hint: "write it without slashes and percent signs")
            }
        }
        guard let url = url.filled(texts) else {
            throw RouterError(
                .argumentInvalid, at: .guard, "the parameters make another URL than the template of \(self.name) has",
                hint: "write shorter and plainer values")
        }
        let body = body?.filled(values)
        guard (body?.utf8.count ?? 0) <= RESTBody.longest else {
            throw RouterError(
                .argumentInvalid, at: .guard, "the parameters make a body of more than \(RESTBody.longest) bytes",
                hint: "write shorter values")
        }
        return RESTCall(request: request, endpoint: self, url: url, body: body, planned: plan.restParameters)
    }

    private static func arguments(of plan: Plan) throws(RouterError) -> [String: PlanArgument] {
        switch plan.arguments["parameters"] {
        case nil: return [:]
        case .object(let values): return values
        default:
            throw RouterError(
                .argumentInvalid, at: .guard, "`parameters` is not an object",
                hint: "write values by name: {\"name\": value}")
        }
    }

    /// What a reply is to the router: its body, or the error that its status or type is. A body over the limit is cut short.
    func accepted(_ reply: ResponseBody) throws(RouterError) -> ResponseBody {
        switch reply.status {
        case 200..<300: break
        case 300..<400:
            throw RouterError(
                .serviceRedirected, at: .run, "the service of \(name) answered \(reply.status), which is not followed",
                hint: "configure the address that it redirects to")
        case 408, 425, 429, 500...:
            throw RouterError(.serviceFailed, at: .run, "the service of \(name) answered \(reply.status)")
        default:
            throw RouterError(.serviceRejected, at: .run, "the service of \(name) answered \(reply.status)")
        }
        let isEmpty = reply.text.isEmpty && (reply.status == 204 || reply.contentType.isEmpty)
        guard isEmpty || contentTypes.contains(reply.contentType) else {
            throw RouterError(
                .serviceUnreadable, at: .run, "the service of \(name) answered with another media type than configured",
                hint: "it may answer with \(contentTypes.joined(separator: ", "))")
        }
        guard reply.text.utf8.count > responseBytes else { return reply }
        var cut = reply
        cut.text = String(reply.text.prefix(ofUTF8Bytes: responseBytes))
        cut.isTruncated = true
        return cut
    }
}

extension String {
    /// As many whole characters from its start as fit into so many bytes.
    fileprivate func prefix(ofUTF8Bytes most: Int) -> Substring {
        var end = utf8.index(startIndex, offsetBy: most, limitedBy: endIndex) ?? endIndex
        while end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return self[..<end]
    }
}

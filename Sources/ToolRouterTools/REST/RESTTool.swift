package import ToolRouter

/// Calls services over HTTP: only those of the configuration, each by its template.
///
/// Its guard turns a plan into a finished call before anything is sent. What a plan says ends up in places that the template
/// has for it, encoded, or is refused; nothing else is ever called.
package struct RESTTool: Tool {
    package let name: ToolName = "rest"
    package let syntax: any PlanSyntax = RESTPlanSyntax()
    package let summary = "Calls one of the configured services, which only read."
    package let mayWait = false
    private let endpoints: [RESTEndpoint]
    private let transport: any RESTTransport
    private let digest: String

    /// - Parameters:
    ///   - endpoints: each with a name of its own, in the order in which they are described.
    ///   - digest: changes whenever what the configuration says of them does.
    package init(_ endpoints: [RESTEndpoint], digest: String, over transport: any RESTTransport) {
        self.endpoints = endpoints
        self.digest = digest
        self.transport = transport
    }

    package var inputs: [ToolInput] {
        [
            ToolInput("endpoint", .choice(endpoints.map(\.name)), "The service to call."),
            ToolInput("parameters", .object(parameters), "The values of its parameters, by name.", isRequired: false),
        ]
    }

    /// The parameters of all endpoints, where those of one name are the same; nil where they are not.
    private var parameters: [ToolInput]? {
        var inputs: [ToolInput] = []
        for endpoint in endpoints {
            for parameter in endpoint.parameters where !parameter.isOfCaller {
                var input = parameter.input
                if endpoints.count > 1 { input.isRequired = false }
                if let known = inputs.first(where: { $0.name == input.name }) {
                    guard known == input else { return nil }
                } else {
                    inputs.append(input)
                }
            }
        }
        return inputs
    }

    package func fingerprint(for request: Request) async throws(RouterError) -> ToolFingerprint {
        ToolFingerprint(data: name.text, version: digest, policy: digest)
    }

    package func describe(for request: Request) async -> ToolDescription? {
        ToolDescription(
            tool: name,
            sources: endpoints.map { endpoint in
                ToolDescription.Source(
                    name: endpoint.name,
                    fields: endpoint.parameters.filter { !$0.isOfCaller }.map { parameter in
                        ToolDescription.Field(
                            name: parameter.name,
                            type: parameter.words + (parameter.standard.map { ", default \($0.text)" } ?? ""))
                    })
            })
    }

    package func approve(
        _ plan: Plan, for request: Request, at now: Timestamp
    ) async throws(RouterError) -> any ApprovedCall {
        let expected = "write {\"tool\":\"rest\",\"endpoint\":NAME,\"parameters\":{…}}"
        guard plan.arguments.keys.allSatisfy({ $0 == "endpoint" || $0 == "parameters" }) else {
            throw RouterError(
                .argumentInvalid, at: .guard, "the plan has other arguments than `endpoint` and `parameters`",
                hint: expected)
        }
        guard let name = plan.restEndpoint else {
            throw RouterError(.argumentInvalid, at: .guard, "the plan names no endpoint", hint: expected)
        }
        guard let endpoint = endpoints.first(where: { $0.name.hasSameBytes(as: name) }) else {
            throw RouterError(
                .endpointUnknown, at: .guard, "the plan names an endpoint that is not configured",
                hint: "the endpoints are " + endpoints.prefix(20).map { "`\($0.name)`" }.joined(separator: ", "))
        }
        return ApprovedREST(plan: plan, call: try endpoint.call(plan, for: request), transport: transport)
    }

    /// A call that the guard has approved.
    private struct ApprovedREST: ApprovedCall {
        let plan: Plan
        let call: RESTCall
        let transport: any RESTTransport

        var footprint: Footprint {
            Footprint(lifetime: call.endpoint.freshFor, dependsOnCaller: call.endpoint.dependsOnCaller)
        }

        func run(at now: Timestamp) async throws(RouterError) -> ToolResult {
            .body(try call.endpoint.accepted(try await transport.send(call)))
        }
    }
}

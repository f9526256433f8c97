import Foundation
import NIOSSL
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

@testable import ToolRouterServer

/// The tool `rest` as a server has it, over the network, with a name server of the test's own.
struct LiveServices {
    let tool: any Tool
    let transport: LiveTransport

    /// - Parameters:
    ///   - yaml: the section `rest`.
    ///   - names: the addresses of each name, one list for each look-up.
    ///   - tls: which certificates are trusted; nil trusts those that the system does.
    init(
        _ yaml: String, names: [String: [[String]]] = [:], environment: [String: String] = [:],
        tls: TLSConfiguration? = nil
    ) throws {
        let settings = try RESTSettings(
            ConfigurationNode(yaml: yaml, file: "server.yaml"),
            in: ConfigurationFolder(URL(filePath: "/"), called: "the folder"))
        let scheduler = LiveScheduler()
        transport = LiveTransport(scheduler: scheduler, resolver: StubResolver(names), tls: tls)
        tool = try settings.open(scratch: "", environment: environment)
            .tool(in: ToolWorld(transport: transport, scheduler: scheduler))
    }

    /// What comes of a plan.
    func call(_ endpoint: String, _ parameters: [String: PlanArgument] = [:]) async -> Result<ResponseBody, RouterError>
    {
        await run(Plan(tool: "rest", arguments: ["endpoint": .string(endpoint), "parameters": .object(parameters)]))
    }

    func run(_ plan: Plan) async -> Result<ResponseBody, RouterError> {
        let request = Request(id: "r", caller: Caller(tenant: "t", user: "u"), question: "q")
        do throws(RouterError) {
            let call = try await tool.approve(plan, for: request, at: Timestamp(nanoseconds: 0))
            guard case .body(let body) = try await call.run(at: Timestamp(nanoseconds: 0)) else {
                preconditionFailure("rest answered with something else than a body")
            }
            return .success(body)
        } catch {
            return .failure(error)
        }
    }
}

extension Result where Failure == RouterError {
    /// Why nothing came; nil where something did.
    var code: ErrorCode? {
        if case .failure(let error) = self { error.code } else { nil }
    }
}

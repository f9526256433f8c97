/// The JSON Schemas (2020-12) of what tools return as `structuredContent`: what `POST /v1/query` answers, its refusals among it.
///
/// They allow further members, so that a client which keeps them outlives a new version of the server. Their root is an object
/// with a type, since MCP until 2025-11-25 wants it so.
enum OutputSchema {
    /// What `ask` and the tools of the router return.
    static let answer = object(anyOf: [answerBody, problem])
    /// What `explain` returns.
    static let explanation = object(anyOf: [explanationBody, problem])

    private static func object(anyOf schemas: [String]) -> String {
        #"{"type":"object","anyOf":[\#(schemas.joined(separator: ","))]}"#
    }

    private static let answerBody = """
        {"required":["request_id","outcome","tool","source","degraded","planner","plan","clarification","columns","rows",\
        "truncated","tokens","cost_usd","cost_status","latency_ms","trace_id"],"properties":{\
        "request_id":{"type":"string","description":"Names the request; `explain` takes it."},\
        "outcome":{"enum":["answered","clarification"]},\
        "tool":{"type":["string","null"],"description":"The tool that ran or would have."},\
        "source":{"type":["string","null"],"description":"Where the plan came from."},\
        "degraded":{"type":["string","null"],"description":"Why the answer is second best."},\
        "planner":{"type":["string","null"]},\
        "plan":{"type":["object","null"],"description":"What the tool was called with."},\
        "clarification":{"type":["string","null"],"description":"Why more has to be said."},\
        "columns":{"type":"array","items":{"type":"string"}},\
        "rows":{"type":"array","items":{"type":"array"},"description":"One value for each column."},\
        "truncated":{"type":"boolean","description":"Whether a budget cut the result short."},\
        "documents":{"type":"array","items":{"type":"object"},"description":"Passages, the best first."},\
        "response":{"type":"object","description":"What a service replied."},\
        "tokens":{"type":"object"},"cost_usd":{"type":["string","null"]},"cost_status":{"type":"string"},\
        "latency_ms":{"type":"number"},"trace_id":{"type":"string"}}}
        """

    private static let problem = """
        {"required":["type","title","status","detail","instance","error","code","stage","retryable","retry_after_ms","hint",\
        "trace_id"],"description":"Why there is no answer (RFC 9457).","properties":{\
        "type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},\
        "detail":{"type":"string","description":"One sentence."},"instance":{"type":"string"},\
        "error":{"type":"string"},"code":{"type":"string","description":"The reason, of a closed list."},\
        "stage":{"type":"string"},"retryable":{"type":"boolean"},"retry_after_ms":{"type":["integer","null"]},\
        "hint":{"type":["string","null"],"description":"What to change to succeed."},"trace_id":{"type":"string"}}}
        """

    private static let explanationBody = """
        {"required":["request_id","outcome","tool","source","code","latency_ms","trail"],"properties":{\
        "request_id":{"type":"string"},"outcome":{"enum":["answered","clarification","refused","failed"]},\
        "tool":{"type":["string","null"]},"source":{"type":["string","null"]},"code":{"type":["string","null"]},\
        "latency_ms":{"type":"number"},"trail":{"type":"array","items":{"type":"object",\
        "required":["stage","at_ms","took_ms","what"],"properties":{"stage":{"type":"string"},\
        "at_ms":{"type":"number"},"took_ms":{"type":"number"},"what":{"type":"string"}}}}}}
        """
}

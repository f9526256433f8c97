import Foundation
import Testing

@testable import ToolRouter
@testable import ToolRouterFormats

@Suite struct ProviderRepliesDocumentTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Sources/ToolRouter/ToolRouter.docc/ProviderReplies.md").standardized

    private static var text: String {
        """
        # Provider replies

        What the router makes of that which a planner's provider answers.

        ## Protocols

        A body is one JSON document or a stream of server-sent events by its `content-type`; `text/plain`, `application/octet-stream`
        and none at all are looked into, any other type is no reply. At most 4 MiB are read. Members that are not known are passed over; one
        that is known and comes twice, or is of another kind, makes the reply unreadable.

        | protocol | spoken by | streams | the text is |
        |---|---|---|---|
        | `openai-chat` | OpenAI, OpenRouter, Mistral, DeepSeek, Gemini, xAI, vLLM, Ollama, llama.cpp, LiteLLM | yes | `content` of the choice with index 0 |
        | `azure-openai` | Azure | yes | the same |
        | `anthropic-messages` | Anthropic; Bedrock's and Vertex's models of it | yes | its blocks of text |
        | `openai-responses` | OpenAI | yes, by their last event | the `output_text` of its messages |
        | `openai-completions` | OpenAI's older models, vLLM, llama.cpp | yes | `text` |
        | `anthropic-completions` | Anthropic's older models | yes | `completion` |
        | `bedrock-converse` | Bedrock | no | its blocks of text |

        Calls of tools become a text `{"tool_calls":[{"name":…,"arguments":…}]}`, with what is said beside them in `content`. A refusal is a
        finish reason `refusal`, whatever else the provider says. A body that did not come whole is a lost connection. A stream that does not say how it ends was cut off: unreadable.

        ## HTTP statuses

        What the request itself caused says nothing about the planner and is neutral; all else would fail others, too, and counts
        for the circuit. A `Retry-After` is kept to, and told to the client.

        \(ProviderStatus.table)

        A connection that is lost and a provider that names a time limit of its own count and are asked again, like 408; a reply
        that can't be read is a 2xx.

        ## Errors in words

        Some providers send a status that says less than the body, or a success that is none. These words of an error (its code, its
        type, then how its message begins) have the status that would have been right; case and `_` do not matter, and no other word
        changes anything. A statement of 5xx is believed as it is. An error in a success has the status that it names (`"code": 429`),
        else that of its word; without either, or beside something that the model wrote, it is `provider_unreadable`.

        \(ErrorWords.table)

        What was blocked has been read by the provider, which charges for that and does not say how much: its cost is unknown.

        ## Pauses

        How long a provider asks not to be asked, by the first of these that its head has, at most a day:

        | field | read as |
        |---|---|
        | `retry-after-ms` | milliseconds |
        | `retry-after` | seconds, or a moment of HTTP by the clock of the response's `date` |
        | `x-ratelimit-reset-requests`, `-tokens`, `x-ratelimit-reset`, `ratelimit-reset`, with a 429 only | `6m0s`, `2ms`, seconds, on Azure milliseconds, or a moment since 1970 in seconds or milliseconds |
        | `anthropic-ratelimit-requests-reset`, `-tokens-`, `-input-tokens-`, `-output-tokens-`, with a 429 only | a moment after RFC 3339 |

        Of several limits the one counts whose `remaining` is 0, of several such the longest; where none is 0, those of tokens, since
        a request needs one request and many tokens.

        ## Finish reasons

        The lists are closed. Case does not matter, nor what stands between the parts of a word, nor `FINISH_REASON_` before it.
        Where a reply was cut off, what is missing may be the very condition that narrows the plan, so nothing of it runs.

        \(FinishReason.table)

        A blocked reply is a success for the circuit: the provider works. The other two are failures.

        ## Texts

        A reply is one JSON object (`null` is absent), text in the language of a tool, or one Markdown fence with either in it. Bare
        text is SQL if SQLite parses it as a statement, be it about tables that are not there; prose is `prose_reply`, whatever word
        it begins with, and also behind a statement. `DESCRIBE t` of a table that may be read, `SHOW TABLES` and their like are
        statements, and refused.

        Models write more. By default nothing of that runs, and the error names what it is; `planner.reply` in scenario.yaml lets it
        in, since whoever asks for it should know that their model needs it:

        | `planner.reply` | takes off, or reads | else |
        |---|---|---|
        | `strip: [think]` | `<think>…</think>` (`thinking`, `reasoning`) before the plan | `surrounding_text` |
        | `strip: [label]` | `SQLQuery:`, `SQL:`, `Answer:` and their like before it, also in bold | `surrounding_text` |
        | `strip: [fence]` | a closing fence behind a plan that no fence opens | `surrounding_text` |
        | `strip: [fence]` | an opening fence before a whole plan that no fence closes | `malformed_plan`: it may have been cut off |
        | `strip: [prose]` | text before one fenced block | `surrounding_text` |
        | `tool_calls: on` | a call of a tool: `{"name":…,"arguments":…}`, `tool_calls`, `function_call`, `functionCall`, `tool_use` | `tool_call_reply` |

        Text behind a plan, a second plan and a plan before a fence are never taken off: a line of the prose that begins with a brace, a
        bracket, a block, a call or a statement is `surrounding_text`, and so are more than eight lines that begin with a word of SQL. A
        native call beside another one, beside a plan or with the arguments of two is `surrounding_text`, too, and none of them runs. Its
        confidence is the lowest of those in its arguments and around it. What was taken off stands in the trail
        (`plan:stripped(think+fence)`) and in `explain`, and the keys of cached answers depend on the setting.

        ## What a reply costs

        A reply without `usage`, or without `input` or `output` in it, took an unknown number of tokens, so its cost is unknown, as for a
        model without a price: `null`, never 0. A sum with such a reply is unknown, gates on it fail and name the requests, and where tokens are limited the estimate that
        the request was admitted on stands.

        A call without a reply is not free either, since a provider charges for what its model has written, whether anybody reads it:

        \(PlannerFailure.costTable)

        A call that is cut off (by a timeout, by the deadline, or since its caller left) is left behind, and costs what it brings
        after that: a late reply its tokens, anything else by this table, so that a shorter timeout never looks like a saving. A
        replay takes what was recorded of it. It is on no answer's bill, but in totals and audit (`late_usage`), and the one who
        left last pays. What has not ended when a replay is over, or when a service has drained, is written off as unknown. Of
        candidates the same is true.

        ## How tokens are counted

        Inside, no token is in two counts. Providers count otherwise, and a recording says how (`usage_convention`); a part that is
        larger than its whole is an error.

        | `usage_convention` | cached input, cache writes | reasoning | providers |
        |---|---|---|---|
        | `disjoint` | beside `input` | beside `output` | what `toolrouter` writes |
        | `inclusive` | in `input` | in `output` | OpenAI, Azure, DeepSeek, OpenRouter |
        | `inclusive_prompt` | in `input` | beside `output` | Gemini, Vertex, xAI |
        | `inclusive_reply` | beside `input` | in `output` | Anthropic, Bedrock |

        Those who speak `openai-chat` differ, and `total_tokens` tells how: the sum of both counts is `inclusive`, a larger one is
        `inclusive_prompt` with the rest for reasoning, as xAI and Gemini write it. A sum that fits nothing, a part that is larger than its whole and a number
        that is none leave the usage unknown; the reply is read all the same.

        ## Recorded exchanges

        `toolrouter import openai-exchanges FILE --output DIR` makes a scenario of HTTP exchanges, JSON lines with `uri`, `request_body`,
        `status`, `response_headers` (texts, or lists of them) and `response_body`. Each is a request whose planner answers as the
        provider did: the question is the last message of the user, the reply, its tokens and errors are read as above. Requests are two
        minutes apart, so that each is judged by itself. What is no call of a model that writes text, and Bedrock's binary streams, are left out and named
        with their lines; their refusals are read.

        """
    }

    /// The tables are made from the types. `TOOLROUTER_WRITE_DOCS=1 swift test --filter ProviderRepliesDocumentTests` writes them.
    @Test func `the documented tables are the types'`() throws {
        if ProcessInfo.processInfo.environment["TOOLROUTER_WRITE_DOCS"] == "1" {
            try Self.text.write(to: Self.file, atomically: true, encoding: .utf8)
        }
        let documented = try String(contentsOf: Self.file, encoding: .utf8)
        #expect(
            documented == Self.text,
            "write it by TOOLROUTER_WRITE_DOCS=1 swift test --filter ProviderRepliesDocumentTests")
    }
}

package import ToolRouterFormats

/// A service that answers prompts, and how it is asked.
package struct ProviderSettings: Sendable {
    /// What holds a model to the form of a plan.
    package enum StructuredOutput: String, CaseIterable, Hashable, Sendable {
        /// The provider is given a JSON Schema.
        case schema
        /// The provider is told that the reply is JSON.
        case json
        /// Nothing but the prompt.
        case none
    }

    /// The protocol it speaks.
    package var api: ProviderAPI
    /// Where it is.
    package var address: ProviderAddress
    /// Where its key is kept; nil for one that needs none.
    package var key: SecretSource?
    /// What is sent besides, in the order of the file.
    package var headers: [HeaderSettings] = []
    /// The organization that a call is charged to, at OpenAI.
    package var organization: String?
    /// What holds its models to the form of a plan. A provider that refuses it is asked with less from then on.
    package var structured = StructuredOutput.schema
    /// The most tokens of a reply, the thinking of a model included. Default 4,096.
    package var maximumOutputTokens = 4_096
    /// How freely a model chooses its words, from 0 to 2; nil leaves it to the provider.
    package var temperature: String?
    /// How long making a connection may take. Default 5 s.
    package var connectTimeout = Duration.seconds(5)
    /// How long nothing at all may come of a reply; nil, the default, leaves it to the deadline of the call.
    package var silence: Duration?
    /// What its prompts are written from. Default: the standard template.
    var prompt = PromptTemplate.standard
    /// The most of a schema that a prompt holds, in bytes of JSON. Default 24 KiB.
    package var schemaBytes = 24 * 1_024

    /// A provider that needs no key, with the defaults of its protocol.
    package init(api: ProviderAPI, address: ProviderAddress) {
        self.api = api
        self.address = address
        temperature = api == .anthropicMessages ? nil : "0"
    }
}
